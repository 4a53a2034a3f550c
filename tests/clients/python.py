"""Runs the official Python SDK, sync or async, against an emulator. Part of `cargo xtask clients`."""

import json
import os
import sys

from tencentcloud.common.credential import Credential
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.redis.v20180412 import models, redis_client, redis_client_async

import story

SIGNATURES = ["TC3-HMAC-SHA256", "TC3-HMAC-SHA256 unsigned", "HmacSHA256", "HmacSHA1"]


class Sdk(story.Client):
    def __init__(self, module, signature, method, key):
        # The async client reads SSL_CERT_FILE itself.
        certificate = story.CERTIFICATE if module is redis_client else None
        http = HttpProfile(story.SCHEME, story.ENDPOINT, method, certification=certificate)
        profile = ClientProfile(signMethod=signature.split()[0], httpProfile=http)
        profile.unsignedPayload = signature.endswith(" unsigned")
        credential = Credential(os.environ["TENCENTCLOUD_SECRET_ID"], key)
        self.client = module.RedisClient(credential, "ap-guangzhou", profile)

    async def call(self, action, parameters):
        request = getattr(models, action + "Request")()
        request.from_json_string(json.dumps(parameters))
        response = getattr(self.client, action)(request)
        if isinstance(self.client, redis_client_async.RedisClient):
            response = await response
        return json.loads(response.to_json_string())


module = {"sync": redis_client, "async": redis_client_async}[sys.argv[1]]
key = os.environ["TENCENTCLOUD_SECRET_KEY"]
for signature in SIGNATURES:
    for method in ["POST", "GET"]:
        clients = [Sdk(module, signature, method, key) for key in (key, key + "0")]
        story.report(signature, method, story.back_up(*clients))
