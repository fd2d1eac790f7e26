import Audit
import Documents

extension AuditedStory {
  // MARK: Kubernetes

  /// An Event of audit.k8s.io/v1.
  private static func request(
    _ verb: String, _ resource: String, _ name: String = "", sub: String = "",
    namespace: String = "orders", user: String = "erik", agent: String = "kubectl/v1.34.1"
  ) -> String {
    let subresource = sub.isEmpty ? "" : #","subresource":"\#(sub)""#
    let named = name.isEmpty ? "" : #","name":"\#(name)""#
    return """
      {"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"a-@ID@","stage":"ResponseComplete","requestURI":"/apis/apps/v1/namespaces/\(namespace)/\(resource)/\(name)","verb":"\(verb)","user":{"username":"\(user)","groups":["system:authenticated"]},"sourceIPs":["198.51.100.7"],"userAgent":"\(agent)","objectRef":{"resource":"\(resource)","namespace":"\(namespace)"\(named),"apiGroup":"apps","apiVersion":"v1"\(subresource)},"responseStatus":{"metadata":{},"code":200},"requestReceivedTimestamp":"@TIME@.123456Z","stageTimestamp":"@TIME@.223456Z"}
      """
  }

  private static let discovery = """
    {"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"a-@ID@","stage":"ResponseComplete","requestURI":"/apis?timeout=32s","verb":"get","user":{"username":"erik"},"sourceIPs":["198.51.100.7"],"userAgent":"kubectl/v1.34.1","requestReceivedTimestamp":"@TIME@.123456Z","stageTimestamp":"@TIME@.223456Z"}
    """

  static let kubernetes = AuditedStory(
    name: "Kubernetes audit log",
    target: "{provider: kubernetes, context: prod, namespace: orders}",
    steps: [
      ("scale", "mutate", "[kubectl, -n, orders, scale, deployment/web, '--replicas=4']"),
      ("wait", "read", "[kubectl, -n, orders, rollout, status, deployment/web]"),
      ("remove", "destroy", "[kubectl, delete, pod, web-1, -n, orders]"),
      ("shell", "mutate", "[kubectl, exec, -n, orders, web-2, --, 'true']"),
    ],
    caller: ("kubernetes", "erik"),
    records: [
      .init(.during(0), .explained(step: "scale", .action), request("get", "deployments", "web")),
      .init(
        .during(0), .explained(step: "scale", .action),
        request("patch", "deployments", "web", sub: "scale")),
      .init(.during(1), .explained(step: "wait", .action), request("watch", "deployments")),
      .init(.during(1), .explained(step: "wait", .time), discovery),
      .init(.during(2), .explained(step: "remove", .action), request("delete", "pods", "web-1")),
      .init(
        .during(3), .explained(step: "shell", .action),
        request("create", "pods", "web-2", sub: "exec")),
      .init(
        .during(0), .background,
        request(
          "update", "replicasets", "web-abc",
          user: "system:serviceaccount:kube-system:deployment-controller",
          agent: "kube-controller-manager/v1.34.1")),
      .init(
        .during(0), .unexplained(.identity),
        request("patch", "deployments", "web", sub: "scale", user: "mallory")),
      .init(
        .during(0), .unexplained(.identity),
        request("get", "secrets", "db", user: "system:serviceaccount:orders:web")),
      .init(
        .during(0), .unexplained(.identity),
        request(
          "get", "secrets", "db", user: "system:serviceaccount:kube-system:deployment-controller")),
      .init(.during(0), .unexplained(.action), request("get", "secrets", "db")),
      .init(
        .during(0), .unexplained(.action),
        request("patch", "deployments", "payments", sub: "scale")),
      .init(.during(1), .unexplained(.action), request("patch", "deployments", "web")),
      .init(.during(2), .unexplained(.action), request("delete", "pods", "db-0")),
      .init(
        .during(2), .unexplained(.action), request("create", "pods", "web-2", sub: "exec")),
      .init(.during(3), .unexplained(.action), request("create", "pods", "miner")),
      .init(
        .after(0), .unexplained(.time), request("patch", "deployments", "web", sub: "scale")),
      .init(
        .longAfter, .unexplained(.time), request("patch", "deployments", "web", sub: "scale")),
      .init(
        .during(0), .unexplained(.resource),
        request("patch", "deployments", "web", sub: "scale", namespace: "payments")),
    ],
    forms: [
      .lines,
      .wrapped("items", #""kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{},"#),
    ])

  // MARK: PostgreSQL

  /// `user|database|severity|message|statement`, for the forms to write.
  private static func logged(
    _ message: String, user: String = "deploy", database: String = "orders",
    severity: String = "LOG", statement: String = ""
  ) -> String {
    [user, database, severity, message, statement].joined(separator: "|")
  }

  private static let alter = "statement: ALTER TABLE orders ADD COLUMN note text"

  static let postgresql = AuditedStory(
    name: "PostgreSQL log",
    target: "{provider: other, host: localhost}",
    steps: [
      (
        "column", "mutate",
        "[psql, -X, -U, deploy, -d, orders, -c, 'ALTER TABLE orders  ADD COLUMN note text;']"
      ),
      (
        "count", "read",
        "[psql, -XAt, 'postgresql://deploy@db/orders', -c, SELECT count(*) FROM orders]"
      ),
    ],
    caller: nil,
    records: [
      .init(.during(0), .explained(step: "column", .action), logged(alter)),
      .init(
        .during(0), .explained(step: "column", .action),
        logged("connection authorized: user=deploy database=orders application_name=psql")),
      .init(
        .during(1), .explained(step: "count", .action),
        logged("duration: 1.234 ms  statement: SELECT count(*) FROM orders")),
      .init(
        .during(0), .unexplained(.identity), logged(alter, user: "mallory")),
      .init(
        .during(0), .unexplained(.identity),
        logged(
          "password authentication failed for user \"admin\"", user: "admin", severity: "FATAL")),
      .init(
        .during(0), .unexplained(.action),
        logged("statement: COPY customers TO PROGRAM 'cat'")),
      .init(
        .during(1), .unexplained(.action),
        logged("execute <unnamed>: DELETE FROM orders WHERE id = $1")),
      .init(
        .during(1), .unexplained(.action),
        logged(
          "permission denied for table customers", severity: "ERROR",
          statement: "SELECT * FROM customers")),
      .init(.after(0), .unexplained(.time), logged(alter)),
      .init(.longBefore, .unexplained(.time), logged(alter)),
      .init(.during(0), .unexplained(.resource), logged(alter, database: "payments")),
    ],
    forms: [
      lines("%m [%p] %q%u@%d ") { "[\($0.id + 100)] \($0.user)@\($0.database) " },
      lines("%t [%p]: user=%u,db=%d,app=%a,client=%h ") {
        "[\($0.id + 100)]: user=\($0.user),db=\($0.database),app=psql,client=198.51.100.7 "
      },
      Form(name: "csvlog") { rows in
        rows.map { row in
          let message = Message(row)
          func quoted(_ text: String) -> String {
            text.isEmpty ? "" : "\"\(text.replacing("\"", with: "\"\""))\""
          }
          return
            "\(message.time).123 UTC,\(quoted(message.user)),\(quoted(message.database)),\(row.id + 100),\"198.51.100.7:5\(row.id)\",6740.\(row.id),1,\"SELECT\",\(message.time) UTC,3/1,0,\(message.severity),00000,\(quoted(message.text)),,,,,,\(quoted(message.statement)),,,\"psql\",\"client backend\",,0\n"
        }.joined()
      },
      Form(name: "jsonlog") { rows in
        rows.map { row in
          let message = Message(row)
          func text(_ text: String) -> String {
            "\"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
          }
          let statement =
            message.statement.isEmpty ? "" : ",\"statement\":\(text(message.statement))"
          return
            "{\"timestamp\":\"\(message.time).123 UTC\",\"user\":\(text(message.user)),\"dbname\":\(text(message.database)),\"pid\":\(row.id + 100),\"remote_host\":\"198.51.100.7\",\"session_id\":\"6740.\(row.id)\",\"line_num\":1,\"error_severity\":\"\(message.severity)\",\"message\":\(text(message.text))\(statement),\"application_name\":\"psql\",\"backend_type\":\"client backend\"}\n"
        }.joined()
      },
    ])

  private struct Message {
    let id: Int
    let time: String
    let user: String
    let database: String
    let severity: String
    let text: String
    let statement: String

    init(_ row: Form.Rows.Element) {
      let parts = row.text.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
      id = row.id
      time = String(row.time.description.dropLast()).replacing("T", with: " ")
      (user, database, severity, text, statement) = (
        parts[0], parts[1], parts[2], parts[3], parts[4]
      )
    }
  }

  private static func lines(
    _ prefix: String, _ text: @escaping @Sendable (Message) -> String
  ) -> Form {
    Form(name: "log_line_prefix \(prefix)") { rows in
      rows.map { row in
        let message = Message(row)
        let head = "\(message.time)\(prefix.hasPrefix("%t") ? "" : ".123") UTC \(text(message))"
        // A server's own line, which tells of nobody.
        let own = "\(message.time) UTC [9] LOG:  checkpoint starting: time\n"
        let statement =
          message.statement.isEmpty ? "" : "\(head)STATEMENT:  \(message.statement)\n"
        return own + "\(head)\(message.severity):  \(message.text)\n" + statement
      }.joined()
    }
  }

  static let all = [aws, google, azureListed, azureStored, kubernetes, postgresql]
}
