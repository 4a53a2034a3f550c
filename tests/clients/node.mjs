// Runs the official Node SDK against an emulator. Part of `cargo xtask clients`.

import { createRequire } from "node:module";
import { setTimeout as sleep } from "node:timers/promises";

const { NODE_SDK, TENCENTCLOUD_ENDPOINT_URL, TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY } = process.env;
const { host: endpoint, protocol } = new URL(TENCENTCLOUD_ENDPOINT_URL);
const redis = createRequire(`${NODE_SDK}/`)("tencentcloud-sdk-nodejs/tencentcloud/services/redis");
const Client = redis.redis.v20180412.Client;

const REMARK = "nightly 备份 a+b&c=d/e~*";
const TIMEOUT = 30_000;

function connect(signMethod, reqMethod, secretKey) {
  const httpProfile = { endpoint, protocol: `${protocol}//`, reqMethod };
  const credential = { secretId: TENCENTCLOUD_SECRET_ID, secretKey };
  return new Client({ credential, region: "ap-guangzhou", profile: { signMethod, httpProfile } });
}

function expect(step, condition, actual) {
  if (!condition) throw new Error(`${step}: unexpected ${JSON.stringify(actual)}`);
}

async function story(client, clientWithWrongKey) {
  const call = async (action, parameters) => {
    try {
      return await client[action](parameters);
    } catch (error) {
      throw new Error(`${action}: ${error.code} ${error.message}`, { cause: error });
    }
  };
  const wait = async (action, parameters, isDone) => {
    const end = Date.now() + TIMEOUT;
    for (;;) {
      const response = await call(action, parameters);
      if (isDone(response)) return response;
      expect(`${action}, waiting`, Date.now() < end, response);
      await sleep(100);
    }
  };

  const order = await call("CreateInstances", {
    TypeId: 15, MemSize: 1024, GoodsNum: 1, Period: 1, BillingMode: 0, ZoneId: 100003,
    VpcId: "vpc-8b6f8w9t", SubnetId: "subnet-2k1vqyk9", Password: "Passw0rd+&=%",
    ResourceTags: [{ TagKey: "team", TagValue: "a b" }],
  });
  const isDelivered = ({ DealDetails: [deal] }) => deal.Status === 4;
  const deals = await wait("DescribeInstanceDealDetail", { DealIds: [order.DealId] }, isDelivered);
  const InstanceId = deals.DealDetails[0].InstanceIds[0];
  const InstanceTags = [{ TagKey: "team", TagValue: "a b" }];
  const isRunning = ({ InstanceSet: [instance] }) => instance?.Status === 2;
  await wait("DescribeInstances", { InstanceId, Status: [1, 2], InstanceTags }, isRunning);

  const { TaskId } = await call("ManualBackupInstance", { InstanceId, Remark: REMARK });
  await wait("DescribeTaskInfo", { TaskId }, ({ Status }) => Status === "succeed");
  const listed = await call("DescribeInstanceBackups", { InstanceId, Limit: 5 });
  expect("DescribeInstanceBackups", listed.TotalCount === 1, listed);
  const [{ BackupId, Remark }] = listed.BackupSet;
  expect("DescribeInstanceBackups", Remark === REMARK, Remark);
  const { DownloadUrl } = await call("DescribeBackupUrl", { InstanceId, BackupId });
  const file = await fetch(DownloadUrl[0]).catch((error) => {
    throw new Error(`download of ${DownloadUrl[0]}: ${error.message}`, { cause: error });
  });
  const start = Buffer.from(await file.arrayBuffer()).subarray(0, 5).toString();
  expect("download", start === "REDIS", start);

  await wait("DescribeInstances", { InstanceId }, isRunning);
  await call("DestroyPostpaidInstance", { InstanceId });
  const accepted = await clientWithWrongKey.DescribeInstances({}).catch((error) => error);
  expect("wrong key", accepted.code === "AuthFailure.SignatureFailure", accepted);
}

// Prints one line for each story: signature, method, and `ok` or the step that failed, separated by tabs.
for (const signature of ["TC3-HMAC-SHA256", "HmacSHA256", "HmacSHA1"]) {
  for (const method of ["POST", "GET"]) {
    const keys = [TENCENTCLOUD_SECRET_KEY, `${TENCENTCLOUD_SECRET_KEY}0`];
    const [client, wrong] = keys.map((key) => connect(signature, method, key));
    const outcome = await story(client, wrong).then(() => "ok", (error) => error.message.replace(/\s+/g, " "));
    console.log([signature, method, outcome].join("\t"));
  }
}
