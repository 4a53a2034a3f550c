//! The structs of `DescribeInstances` as users would derive them with serde.

use serde::{Deserialize, Serialize};

#[derive(Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct DescribeInstances {
    #[serde(rename = "TotalCount")]
    total_count: i64,
    #[serde(rename = "InstanceSet")]
    instance_set: Vec<InstanceSet>,
    #[serde(rename = "RequestId")]
    request_id: String,
}

#[derive(Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct InstanceSet {
    #[serde(rename = "InstanceName")]
    instance_name: String,
    #[serde(rename = "InstanceId")]
    instance_id: String,
    #[serde(rename = "Appid")]
    appid: i64,
    #[serde(rename = "ProjectId")]
    project_id: i64,
    #[serde(rename = "RegionId")]
    region_id: i64,
    #[serde(rename = "ZoneId")]
    zone_id: i64,
    #[serde(rename = "VpcId")]
    vpc_id: i64,
    #[serde(rename = "SubnetId")]
    subnet_id: i64,
    #[serde(rename = "Status")]
    status: i64,
    #[serde(rename = "WanIp")]
    wan_ip: String,
    #[serde(rename = "Port")]
    port: i64,
    #[serde(rename = "Createtime")]
    createtime: String,
    #[serde(rename = "Size")]
    size: f64,
    #[serde(rename = "SizeUsed")]
    size_used: f64,
    #[serde(rename = "Type")]
    r#type: i64,
    #[serde(rename = "AutoRenewFlag")]
    auto_renew_flag: i64,
    #[serde(rename = "DeadlineTime")]
    deadline_time: String,
    #[serde(rename = "Engine")]
    engine: String,
    #[serde(rename = "ProductType")]
    product_type: String,
    #[serde(rename = "UniqVpcId")]
    uniq_vpc_id: String,
    #[serde(rename = "UniqSubnetId")]
    uniq_subnet_id: String,
    #[serde(rename = "BillingMode")]
    billing_mode: i64,
    #[serde(rename = "InstanceTitle")]
    instance_title: String,
    #[serde(rename = "OfflineTime")]
    offline_time: String,
    #[serde(rename = "SubStatus")]
    sub_status: i64,
    #[serde(rename = "Tags")]
    tags: Vec<String>,
    #[serde(rename = "InstanceNode")]
    instance_node: Vec<InstanceNode>,
    #[serde(rename = "RedisShardSize")]
    redis_shard_size: i64,
    #[serde(rename = "RedisShardNum")]
    redis_shard_num: i64,
    #[serde(rename = "RedisReplicasNum")]
    redis_replicas_num: i64,
    #[serde(rename = "PriceId")]
    price_id: i64,
    #[serde(rename = "CloseTime")]
    close_time: String,
    #[serde(rename = "SlaveReadWeight")]
    slave_read_weight: i64,
    #[serde(rename = "InstanceTags")]
    instance_tags: Vec<InstanceTagInfo>,
    #[serde(rename = "ProjectName")]
    project_name: String,
    #[serde(rename = "NoAuth")]
    no_auth: bool,
    #[serde(rename = "ClientLimit")]
    client_limit: i64,
    #[serde(rename = "DtsStatus")]
    dts_status: i64,
    #[serde(rename = "NetLimit")]
    net_limit: i64,
    #[serde(rename = "PasswordFree")]
    password_free: i64,
    #[serde(rename = "Vip6")]
    vip6: String,
    #[serde(rename = "IPv6", skip_serializing_if = "Option::is_none")]
    i_pv6: Option<String>,
    #[serde(rename = "ReadOnly")]
    read_only: i64,
    #[serde(rename = "RemainBandwidthDuration")]
    remain_bandwidth_duration: String,
    #[serde(rename = "DiskSize")]
    disk_size: i64,
    #[serde(rename = "MonitorVersion")]
    monitor_version: String,
    #[serde(rename = "ClientLimitMin")]
    client_limit_min: i64,
    #[serde(rename = "ClientLimitMax")]
    client_limit_max: i64,
    #[serde(rename = "NodeSet")]
    node_set: Vec<RedisNodeInfo>,
    #[serde(rename = "Region")]
    region: String,
    #[serde(rename = "WanAddress")]
    wan_address: String,
    #[serde(rename = "PolarisServer")]
    polaris_server: String,
    #[serde(rename = "RedisClusterId")]
    redis_cluster_id: String,
    #[serde(rename = "DedicatedClusterId")]
    dedicated_cluster_id: String,
    #[serde(rename = "ProductVersion")]
    product_version: String,
    #[serde(rename = "CurrentProxyVersion")]
    current_proxy_version: String,
    #[serde(rename = "CurrentRedisVersion")]
    current_redis_version: String,
    #[serde(rename = "UpgradeProxyVersion")]
    upgrade_proxy_version: String,
    #[serde(rename = "UpgradeRedisVersion")]
    upgrade_redis_version: String,
    #[serde(rename = "BackupMode", skip_serializing_if = "Option::is_none")]
    backup_mode: Option<String>,
    #[serde(rename = "DeleteProtectionSwitch", skip_serializing_if = "Option::is_none")]
    delete_protection_switch: Option<i64>,
}

#[derive(Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct InstanceNode {
    #[serde(rename = "Id")]
    id: i64,
    #[serde(rename = "InstanceClusterNode")]
    instance_cluster_node: Vec<InstanceClusterNode>,
}

#[derive(Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct InstanceTagInfo {
    #[serde(rename = "TagKey")]
    tag_key: String,
    #[serde(rename = "TagValue")]
    tag_value: String,
}

#[derive(Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct RedisNodeInfo {
    #[serde(rename = "NodeType")]
    node_type: i64,
    #[serde(rename = "NodeId", skip_serializing_if = "Option::is_none")]
    node_id: Option<i64>,
    #[serde(rename = "ZoneId", skip_serializing_if = "Option::is_none")]
    zone_id: Option<u64>,
    #[serde(rename = "ZoneName", skip_serializing_if = "Option::is_none")]
    zone_name: Option<String>,
}

#[derive(Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct InstanceClusterNode {
    #[serde(rename = "Name")]
    name: String,
    #[serde(rename = "RunId")]
    run_id: String,
    #[serde(rename = "Role")]
    role: i64,
    #[serde(rename = "Status")]
    status: i64,
    #[serde(rename = "Connected")]
    connected: i64,
    #[serde(rename = "CreateTime")]
    create_time: String,
    #[serde(rename = "DownTime")]
    down_time: String,
    #[serde(rename = "Slots")]
    slots: String,
    #[serde(rename = "Keys")]
    keys: i64,
    #[serde(rename = "Qps")]
    qps: i64,
    #[serde(rename = "QpsSlope")]
    qps_slope: f64,
    #[serde(rename = "Storage")]
    storage: i64,
    #[serde(rename = "StorageSlope")]
    storage_slope: f64,
}
