/// Words in names around a key's own words.
enum KeyNameWords {
  /// Behind the key: which of several secrets it is, or in which notation.
  static let qualifiers: Set<String> = [
    "prod", "production", "dev", "development", "stage", "staging", "test", "testing", "qa", "uat",
    "live", "sandbox", "local", "old", "new", "current", "previous", "next", "primary", "secondary",
    "master", "slave", "replica", "main", "backup", "alt", "temp", "tmp", "ro", "rw", "readonly",
    "admin", "root", "user", "value", "val", "string", "str", "text", "plain", "plaintext", "raw",
    "clear", "cleartext", "decrypted", "encoded", "b64", "base64", "hex", "json", "env", "var",
    "a", "b", "x", "y", "eu", "us", "east", "west", "internal", "external", "public", "private",
    "confirmation", "confirm", "again", "repeat", "verify",
  ]

  /// Behind the key: what is told about the secret, not the secret.
  static let details: Set<String> = [
    "policy", "policies", "length", "len", "min", "max", "minimum", "maximum", "file", "filename",
    "path", "dir", "folder", "url", "uri", "urls", "endpoint", "name", "names", "id", "ids", "type",
    "types", "kind", "expiry", "expires", "expire", "expired", "expiration", "expiring", "ttl",
    "age", "timeout", "count", "counter", "limit", "limits", "size", "format", "field", "fields",
    "label", "hint", "prompt", "required", "enabled", "enable", "disabled", "disable", "reset",
    "change", "changed", "rotation", "rotate", "rotated", "version", "algorithm", "alg", "strength",
    "mode", "provider", "manager", "store", "ref", "refs", "reference", "arn", "status", "state",
    "valid", "validity", "invalid", "error", "errors", "page", "link", "form", "input", "box",
    "title", "column", "attribute", "claim", "claims", "issuer", "audience", "header", "scheme",
    "prefix", "suffix", "encoding", "method", "source", "service", "host", "port", "region",
    "used", "usage", "cost", "index", "position", "at", "by", "date", "time", "since", "attempts",
    "retries", "regex", "pattern", "validator", "lookup", "cache", "bytes", "bits", "fingerprint",
    "thumbprint", "digest", "checksum", "description", "comment", "note", "owner", "scope",
    "scopes", "role", "roles", "group", "event", "request", "response", "review", "endpoints",
    "mount", "volume", "items", "annotations", "labels", "namespace", "class", "engine", "backend",
    "quality", "rules", "rule", "check", "checker", "generator", "util", "utils", "helper",
    "handler", "controller", "factory", "builder", "exception", "failure", "spec", "tests",
    "info", "metadata", "settings", "config", "options", "template", "schema",
  ]

  /// Before a key in one word with it.
  static let owners: [String] = [
    "db", "database", "user", "usr", "my", "root", "admin", "ftp", "sftp", "smtp", "imap", "pop",
    "mail", "email", "ssh", "sudo", "app", "api", "auth", "access", "client", "server", "login",
    "ldap", "svc", "service", "pg", "postgres", "mysql", "mongo", "redis", "sql", "oracle", "http",
    "web", "vnc", "vpn", "wifi", "test", "default", "old", "new", "proxy", "key", "store", "cert",
    "pfx", "rpc", "snmp", "mqtt", "amqp", "rabbit", "kafka", "jenkins", "git", "github", "gitlab",
    "docker", "registry", "aws", "azure", "gcp", "session", "jwt", "oauth", "sso", "bot", "enc",
  ]
}
