internal import Documents

/// Tells by a JSON record's members whose it is.
enum JSONRecordReader {
  static func items(
    _ record: JSONView, line: Int, _ sessions: inout PostgreSQLSessions
  ) -> [TrailItem] {
    guard record.isObject else { return [.broken("not an object", line: line)] }
    do throws(RecordFault) {
      if record.has("CloudTrailEvent") {
        return [.event(try CloudTrailReader.lookup(record), line: line)]
      }
      if record.has("eventSource"), record.has("eventName") {
        return [.event(try CloudTrailReader.entry(record), line: line)]
      }
      if record.has("protoPayload") {
        return [.event(try GoogleAuditReader.entry(record), line: line)]
      }
      if record.text("apiVersion")?.hasPrefix("audit.k8s.io/") == true {
        return [.event(try KubernetesAuditReader.entry(record), line: line)]
      }
      if record.has("error_severity"), record.has("timestamp") {
        return PostgreSQLReader.items(record, line: line, &sessions)
      }
      if record.has("operationName"), record.has("eventTimestamp") || record.has("time") {
        return [.event(try AzureActivityReader.entry(record), line: line)]
      }
      // Entries of other logs in the same export, and CloudTrail's digests beside its files.
      let isOther =
        record.has("logName") && (record.has("textPayload") || record.has("jsonPayload"))
        || record.has("digestStartTime") && record.has("logFiles")
      if isOther { return [.other] }
    } catch {
      return [.broken(error.message, line: line)]
    }
    return [.broken("a record of no trail that is known here", line: line)]
  }
}

/// What is wrong with a record that was recognised; no value of it.
struct RecordFault: Error {
  let message: String

  static func missing(_ member: String) -> RecordFault {
    RecordFault(message: "'\(member)' is missing, or not of the documented form")
  }
}

extension JSONView {
  func moment(_ name: String) throws(RecordFault) -> Timestamp {
    guard let text = self.text(name), let time = Timestamp(text) else { throw .missing(name) }
    return time
  }

  func required(_ name: String) throws(RecordFault) -> String {
    guard let text = self.text(name) else { throw .missing(name) }
    return text
  }
}
