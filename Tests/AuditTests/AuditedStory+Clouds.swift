import Audit

extension AuditedStory {
  // MARK: AWS

  /// A record with the members that CloudTrail's documentation gives.
  private static func cloudTrail(
    _ source: String, _ name: String, _ parameters: String, user: String = role,
    account: String = "111122223333", region: String = "eu-central-1", readOnly: Bool = false,
    address: String = "198.51.100.7"
  ) -> String {
    """
    {"eventVersion":"1.11","userIdentity":\(user),"eventTime":"@TIME@Z","eventSource":"\(source).amazonaws.com","eventName":"\(name)","awsRegion":"\(region)","sourceIPAddress":"\(address)","userAgent":"aws-cli/2.22.1","requestParameters":\(parameters),"responseElements":null,"requestID":"r-@ID@","eventID":"e-@ID@","readOnly":\(readOnly),"eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"\(account)","eventCategory":"Management"}
    """
  }

  private static let roleARN = "arn:aws:sts::111122223333:assumed-role/Deploy/erik"
  private static let role = """
    {"type":"AssumedRole","principalId":"AROAEXAMPLE:erik","arn":"\(roleARN)","accountId":"111122223333","sessionContext":{"sessionIssuer":{"type":"Role","arn":"arn:aws:iam::111122223333:role/Deploy","userName":"Deploy"}}}
    """
  private static let stranger = """
    {"type":"IAMUser","principalId":"AIDAEXAMPLE","arn":"arn:aws:iam::111122223333:user/mallory","accountId":"111122223333","userName":"mallory"}
    """
  /// A person in the service's role: it calls from outside.
  private static let pretender = """
    {"type":"AssumedRole","principalId":"AROAOTHER:x","arn":"arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForECS/x","sessionContext":{"sessionIssuer":{"arn":"arn:aws:iam::111122223333:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS"}}}
    """
  private static let service = #"{"type":"AWSService","invokedBy":"ecs.amazonaws.com"}"#

  private static let update = #"{"cluster":"orders","service":"web","desiredCount":4}"#
  private static let stop =
    #"{"instancesSet":{"items":[{"instanceId":"i-0abc1234"}]},"force":false}"#

  static let aws = AuditedStory(
    name: "CloudTrail",
    target: "{provider: aws, account: '111122223333', region: eu-central-1}",
    steps: [
      (
        "scale", "mutate",
        "[aws, ecs, update-service, --cluster, orders, --service, web, --desired-count, '4']"
      ),
      ("stop", "mutate", "[aws, ec2, stop-instances, --instance-ids, i-0abc1234]"),
      ("look", "read", "[aws, rds, describe-db-instances, --db-instance-identifier, orders]"),
      ("copy", "mutate", "[aws, s3, cp, dump, 's3://orders-backup/dump']"),
    ],
    caller: ("aws", roleARN),
    records: [
      .init(
        .during(0), .explained(step: "scale", .action), cloudTrail("ecs", "UpdateService", update)),
      .init(
        .during(1), .explained(step: "stop", .action), cloudTrail("ec2", "StopInstances", stop)),
      .init(
        .during(2), .explained(step: "look", .action),
        cloudTrail(
          "rds", "DescribeDBInstances", #"{"dBInstanceIdentifier":"orders"}"#, readOnly: true)),
      .init(
        .during(3), .explained(step: "copy", .time),
        cloudTrail("s3", "PutObject", #"{"bucketName":"orders-backup","key":"dump"}"#)),
      .init(
        .after(0), .explained(step: "target", .action),
        cloudTrail("sts", "GetCallerIdentity", "null", region: "us-east-1", readOnly: true)),
      .init(
        .during(0), .background,
        cloudTrail(
          "ec2", "CreateNetworkInterface", "{}", user: service, address: "ecs.amazonaws.com")),
      // What somebody has planted.
      .init(
        .during(0), .unexplained(.identity),
        cloudTrail("ecs", "UpdateService", update, user: stranger)),
      .init(
        .during(0), .unexplained(.identity),
        cloudTrail("iam", "CreateUser", "{}", user: pretender)),
      .init(
        .during(0), .unexplained(.action),
        cloudTrail("iam", "CreateAccessKey", #"{"userName":"erik"}"#, region: "us-east-1")),
      .init(
        .during(0), .unexplained(.action),
        cloudTrail(
          "ecs", "UpdateService", #"{"cluster":"orders","service":"payments","desiredCount":4}"#)),
      .init(
        .during(1), .unexplained(.action),
        cloudTrail(
          "ec2", "StopInstances", #"{"instancesSet":{"items":[{"instanceId":"i-0ffff999"}]}}"#)),
      .init(.during(1), .unexplained(.action), cloudTrail("ecs", "UpdateService", update)),
      .init(
        .during(2), .unexplained(.action),
        cloudTrail("rds", "DeleteDBInstance", #"{"dBInstanceIdentifier":"orders"}"#)),
      .init(
        .during(3), .unexplained(.action),
        cloudTrail("kms", "Decrypt", "{}", readOnly: true)),
      .init(.after(0), .unexplained(.time), cloudTrail("ecs", "UpdateService", update)),
      .init(.longBefore, .unexplained(.time), cloudTrail("ecs", "UpdateService", update)),
      .init(.longAfter, .unexplained(.time), cloudTrail("ecs", "UpdateService", update)),
      .init(
        .during(0), .unexplained(.resource),
        cloudTrail("ecs", "UpdateService", update, account: "444455556666")),
      .init(
        .during(0), .unexplained(.resource),
        cloudTrail("ecs", "UpdateService", update, region: "us-west-2")),
    ],
    forms: [
      .wrapped("Records"), .lines,
      Form(name: "lookup-events") { rows in
        let events = rows.map { row in
          let text = Form.filled(row).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
          return
            "        {\n            \"EventId\": \"e-\(row.id)\",\n            \"CloudTrailEvent\": \"\(text)\"\n        }"
        }
        return "{\n    \"Events\": [\n" + events.joined(separator: ",\n") + "\n    ]\n}\n"
      },
    ])

  // MARK: Google Cloud

  /// An entry with the members of the documentation's LogEntry and AuditLog.
  private static func entry(
    _ service: String, _ method: String, _ resource: String, who: String = googleUser,
    project: String = "acme-prod", permission: String = "ADMIN_WRITE", operation: String = "",
    labels: String = ""
  ) -> String {
    let operation = operation.isEmpty ? "" : #""operation":{"id":"\#(operation)"},"#
    return """
      {"insertId":"i-@ID@","logName":"projects/\(project)/logs/cloudaudit.googleapis.com%2Factivity",\(operation)"protoPayload":{"@type":"type.googleapis.com/google.cloud.audit.AuditLog","authenticationInfo":{"principalEmail":"\(who)"},"authorizationInfo":[{"granted":true,"permission":"x.y","permissionType":"\(permission)"}],"methodName":"\(method)","requestMetadata":{"callerIp":"198.51.100.7","callerSuppliedUserAgent":"google-cloud-sdk gcloud/500.0.0"},"resourceName":"\(resource)","serviceName":"\(service).googleapis.com","status":{}},"receiveTimestamp":"@TIME@.9Z","resource":{"labels":{"project_id":"\(project)"\(labels)},"type":"audited_resource"},"severity":"NOTICE","timestamp":"@TIME@.123456Z"}
      """
  }

  private static let googleUser = "erik@acme.example"
  private static let web = "namespaces/acme-prod/services/web"

  static let google = AuditedStory(
    name: "Google Cloud audit log",
    target: "{provider: google-cloud, project: acme-prod, region: europe-west1}",
    steps: [
      ("deploy", "mutate", "[gcloud, run, services, update, web, '--image=web:2', --quiet]"),
      (
        "stop", "mutate",
        "[gcloud, compute, instances, stop, web-1, --zone, europe-west1-b, --async]"
      ),
      ("look", "read", "[gcloud, sql, instances, describe, orders]"),
    ],
    caller: ("google-cloud", googleUser),
    records: [
      .init(
        .during(0), .explained(step: "deploy", .time),
        entry("run", "google.cloud.run.v1.Services.ReplaceService", web)),
      .init(
        .during(0), .explained(step: "deploy", .time),
        entry("run", "google.cloud.run.v1.Services.GetService", web, permission: "ADMIN_READ")),
      .init(
        .during(1), .explained(step: "stop", .time),
        entry(
          "compute", "v1.compute.instances.stop",
          "projects/acme-prod/zones/europe-west1-b/instances/web-1", operation: "op-1",
          labels: #","zone":"europe-west1-b""#)),
      // The end of what was begun.
      .init(
        .after(1), .explained(step: "stop", .time),
        entry(
          "compute", "v1.compute.instances.stop",
          "projects/acme-prod/zones/europe-west1-b/instances/web-1", operation: "op-1")),
      .init(
        .during(2), .explained(step: "look", .time),
        entry(
          "cloudsql", "cloudsql.instances.get", "projects/acme-prod/instances/orders",
          permission: "ADMIN_READ")),
      .init(
        .during(0), .background,
        entry(
          "compute", "v1.compute.routes.insert", "projects/acme-prod/global/routes/r",
          who: "service-1@compute-system.iam.gserviceaccount.com")),
      .init(
        .during(0), .unexplained(.identity),
        entry(
          "run", "google.cloud.run.v1.Services.ReplaceService", web, who: "mallory@acme.example")),
      .init(
        .during(0), .unexplained(.identity),
        entry(
          "run", "google.cloud.run.v1.Services.ReplaceService", web,
          who: "service-1@acme-system.iam.gserviceaccount.com")),
      .init(
        .during(0), .unexplained(.action),
        entry("cloudresourcemanager", "SetIamPolicy", "projects/acme-prod")),
      .init(
        .during(0), .unexplained(.action),
        entry(
          "run", "google.cloud.run.v1.Services.ReplaceService",
          "namespaces/acme-prod/services/payments")),
      .init(
        .during(1), .unexplained(.action),
        entry(
          "compute", "v1.compute.instances.delete",
          "projects/acme-prod/zones/europe-west1-b/instances/db-1")),
      .init(
        .during(2), .unexplained(.action),
        entry(
          "cloudsql", "cloudsql.instances.delete", "projects/acme-prod/instances/orders",
          permission: "ADMIN_WRITE")),
      .init(
        .after(0), .unexplained(.time),
        entry("run", "google.cloud.run.v1.Services.ReplaceService", web)),
      .init(
        .after(1), .unexplained(.time),
        entry(
          "compute", "v1.compute.instances.stop",
          "projects/acme-prod/zones/europe-west1-b/instances/web-1", operation: "op-2")),
      .init(
        .longAfter, .unexplained(.time),
        entry("run", "google.cloud.run.v1.Services.ReplaceService", web)),
      .init(
        .during(0), .unexplained(.resource),
        entry(
          "run", "google.cloud.run.v1.Services.ReplaceService",
          "namespaces/other-prod/services/web", project: "other-prod")),
      .init(
        .during(0), .unexplained(.resource),
        entry(
          "run", "google.cloud.run.v1.Services.ReplaceService", web,
          labels: #","location":"us-east1""#)),
    ],
    forms: [.array, .lines, .wrapped("entries")])

  // MARK: Azure

  private static let subscription = "00000000-1111-2222-3333-444444444444"
  private static let azureUser = "erik@acme.example"

  private struct Activity {
    var operation: String
    var resource = "providers/Microsoft.Web/sites/orders-web"
    var who = AuditedStory.azureUser
    var group = "orders"
    var subscription = AuditedStory.subscription
    var category = "Administrative"

    var id: String {
      "/subscriptions/\(subscription)/resourceGroups/\(group)/\(resource)"
    }

    /// As `az monitor activity-log list` gives it.
    var listed: String {
      let caller = who.isEmpty ? "" : #""caller":"\#(who)","#
      return """
        {"authorization":{"action":"\(operation)","scope":"\(id)"},\(caller)"category":{"localizedValue":"\(category)","value":"\(category)"},"claims":{},"correlationId":"c-@ID@","eventDataId":"d-@ID@","eventName":{"value":"EndRequest"},"eventTimestamp":"@TIME@.123456Z","httpRequest":{"clientIpAddress":"198.51.100.7"},"level":"Informational","operationName":{"localizedValue":"x","value":"\(operation)"},"resourceGroupName":"\(group)","resourceId":"\(id)","status":{"value":"Succeeded"},"subscriptionId":"\(subscription)"}
        """
    }

    /// As a diagnostic setting stores it.
    var stored: String {
      let upn = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn"
      let identity =
        who.isEmpty ? "" : #""identity":{"claims":{"\#(upn)":"\#(who)"}},"#
      return """
        {"time":"@TIME@.1234567Z","resourceId":"\(id.uppercased())","operationName":"\(operation.uppercased())","category":"\(category)","resultType":"Success","resultSignature":"Succeeded.","callerIpAddress":"198.51.100.7","correlationId":"c-@ID@",\(identity)"level":"Information"}
        """
    }
  }

  private static let restart = Activity(operation: "Microsoft.Web/sites/restart/action")

  private static func azure(isStored: Bool) -> AuditedStory {
    func changed(_ change: (inout Activity) -> Void) -> String {
      var activity = restart
      change(&activity)
      return isStored ? activity.stored : activity.listed
    }
    let plain = changed { _ in }
    return AuditedStory(
      name: isStored ? "Azure activity log, stored" : "Azure activity log, listed",
      target: "{provider: azure, subscription: \(subscription), resourceGroup: orders}",
      steps: [
        (
          "restart", "mutate", "[az, webapp, restart, --name, orders-web, --resource-group, orders]"
        ),
        ("look", "read", "[az, webapp, show, -n, orders-web, -g, orders]"),
      ],
      caller: ("azure", azureUser),
      records: [
        .init(.during(0), .explained(step: "restart", .time), plain),
        .init(
          .during(0), .background,
          changed {
            $0.who = ""
            $0.category = "ServiceHealth"
            $0.operation = "Microsoft.ServiceHealth/incident/action"
          }),
        .init(.during(0), .unexplained(.identity), changed { $0.who = "mallory@acme.example" }),
        .init(.during(0), .unexplained(.identity), changed { $0.who = "" }),
        .init(
          .during(0), .unexplained(.action),
          changed {
            $0.operation = "Microsoft.Authorization/roleAssignments/write"
            $0.resource = "providers/Microsoft.Authorization/roleAssignments/r"
          }),
        .init(
          .during(0), .unexplained(.action),
          changed { $0.resource = "providers/Microsoft.Web/sites/payments-web" }),
        .init(
          .during(1), .unexplained(.action),
          changed { $0.operation = "Microsoft.Web/sites/delete" }),
        .init(.after(0), .unexplained(.time), plain),
        .init(.longBefore, .unexplained(.time), plain),
        .init(.during(0), .unexplained(.resource), changed { $0.group = "payments" }),
        .init(
          .during(0), .unexplained(.resource),
          changed { $0.subscription = "99999999-1111-2222-3333-444444444444" }),
      ],
      forms: isStored ? [.lines, .wrapped("records")] : [.array, .wrapped("value")])
  }

  static let azureListed = azure(isStored: false)
  static let azureStored = azure(isStored: true)
}
