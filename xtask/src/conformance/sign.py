"""Signs made-up requests with the official Python SDK, and prints each with what would be sent, one JSON object per line.

Given the same seed, times and nonces, it prints the same output. Part of `cargo xtask conformance`.
"""

import json
import random
import sys
import types

from tencentcloud.common import abstract_client, credential
from tencentcloud.common.http.request import RequestInternal
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile

COUNT = int(sys.argv[1])
KINDS = [
    ("TC3-HMAC-SHA256", "POST", False),
    ("TC3-HMAC-SHA256", "GET", False),
    ("TC3-HMAC-SHA256", "POST", True),
    ("HmacSHA256", "POST", False),
    ("HmacSHA256", "GET", False),
    ("HmacSHA1", "POST", False),
    ("HmacSHA1", "GET", False),
]
CHARACTERS = "abcXYZ0189 -._~*&=+%/?#[]{}'\"\\<>|^`!@$(),;:\t\n\u00e4\u4e2d\u6587\u30c6\u1f600\U0001f600"

rng = random.Random(20180412)


def text(length):
    return "".join(rng.choice(CHARACTERS) for _ in range(rng.randrange(length)))


def name():
    return rng.choice("ABCDEFGHKLMNPQRSTUVW") + "".join(rng.choice("abcdefgXYZ019") for _ in range(rng.randrange(9)))


def value(depth, flat):
    kinds = ["text", "text", "int", "float", "null"] + ([] if flat else ["bool"])
    # In a query the SDK writes a boolean as Python does, `True`; the documentation has `true`.
    kind = rng.choice(kinds + (["list", "object"] if depth < 3 else []))
    if kind == "text":
        return text(24)
    if kind == "int":
        return rng.choice([0, 1, -1, rng.randrange(-(2**63), 2**63), rng.randrange(2**64)])
    if kind == "float":
        return rng.randrange(-999999, 999999) / 8
    if kind == "null":
        return None
    if kind == "bool":
        return rng.random() < 0.5
    if kind == "list":
        return [value(depth + 1, flat) for _ in range(rng.randrange(13))]
    return {name(): value(depth + 1, flat) for _ in range(rng.randrange(4))}


class Client(abstract_client.AbstractClient):
    pass


for index in range(COUNT):
    method, verb, unsigned = KINDS[index % len(KINDS)]
    flat = verb == "GET" or method != "TC3-HMAC-SHA256"
    timestamp, nonce = rng.randrange(1, 2**32), rng.randrange(1, 2**63)
    abstract_client.time = types.SimpleNamespace(time=lambda: timestamp + 0.5)
    abstract_client.random = types.SimpleNamespace(randint=lambda low, high: nonce)
    keys = {
        "secret_id": "AKID" + name(),
        "secret_key": "not-a-key-" + name() + name() + "-\u4e2d\u6587",
        "token": rng.choice([None, "not-a-token-" + name()]),
    }
    Client._service = rng.choice(["redis", "cvm", "sts"])
    Client._apiVersion = rng.choice(["2018-04-12", "2017-03-12"])
    region = rng.choice(["ap-tokyo", "ap-shanghai-fsi", None])
    profile = ClientProfile(method, HttpProfile(reqMethod=verb), language=rng.choice(["zh-CN", "en-US"]))
    profile.unsignedPayload = unsigned
    client = Client(credential.Credential(keys["secret_id"], keys["secret_key"], keys["token"]), region, profile)
    action = "Describe" + name()
    parameters = {name(): value(0, flat) for _ in range(rng.randrange(8))}
    request = RequestInternal(client._get_endpoint(), verb, "/")
    request.header = {}
    client._build_req_inter(action, parameters, request)
    print(json.dumps({
        **keys,
        "method": method,
        "verb": verb,
        "unsigned": unsigned,
        "timestamp": timestamp,
        "nonce": nonce,
        "service": client._service,
        "version": client._apiVersion,
        "region": region,
        "language": profile.language,
        "request_client": client.request_client,
        "host": client._get_endpoint(),
        "action": action,
        "parameters": parameters,
        "data": request.data,
        "content_type": request.header["Content-Type"],
        "authorization": request.header.get("Authorization"),
    }))
