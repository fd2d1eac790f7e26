/// What is known to only read, and how: the allow-list of diagnostic plans.
///
/// What isn't on it may do anything, so it isn't read-only by default.
struct ReadingProgram {
  /// Words of which the command must start with one line, each with its choices; empty: any.
  var words: [[[Glob]]] = []
  /// Options with which the program writes, runs something or reads its orders from a file.
  var banned: Set<String> = []
  /// Options of which one must stand there.
  var needed: Set<String> = []
  /// How many operands are only read; the next one would be written or set.
  var operands = Int.max

  static let all: [String: ReadingProgram] = {
    var table: [String: ReadingProgram] = [:]
    for name in plain { table[name] = ReadingProgram() }
    for (name, banned) in banned { table[name] = ReadingProgram(banned: banned) }
    for (name, lines) in verbs {
      table[name] = ReadingProgram(
        words: lines.map { line in
          line.split(separator: " ").map { $0.split(separator: "|").map { Glob(String($0)) } }
        },
        banned: verbBans[name] ?? [])
    }
    for (name, needed) in needed { table[name] = ReadingProgram(needed: needed) }
    for (name, count) in operands {
      table[name] = ReadingProgram(banned: operandBans[name] ?? [], operands: count)
    }
    return table
  }()

  func allows(_ facts: CommandFacts) -> Bool {
    let positionals = facts.positionals.map(\.text)
    guard positionals.count <= operands, !banned.contains(where: { facts.mayHold($0) }) else {
      return false
    }
    if !needed.isEmpty, needed.isDisjoint(with: facts.flags) { return false }
    guard !words.isEmpty else { return true }
    return words.contains { line in
      if line.isEmpty { return positionals.isEmpty }
      return line.count <= positionals.count
        && zip(line, positionals).allSatisfy { choices, word in
          choices.contains { $0.matches(word) }
        }
    }
  }

  private static let plain: Set<String> = [
    "cat", "tac", "head", "tail", "wc", "cut", "tr", "nl", "od", "hexdump", "strings", "rev",
    "fold", "fmt", "column", "paste", "join", "comm", "diff", "cmp", "grep", "egrep", "fgrep",
    "zgrep", "zcat", "bzcat", "xzcat", "zstdcat", "ls", "dir", "stat", "du", "df", "lsblk", "lscpu",
    "lsmem", "lspci", "lsusb", "lsof", "lsmod", "findmnt", "readlink", "realpath", "basename",
    "dirname", "pwd", "which", "whereis", "command", "type", "echo", "printf", "true", "false", ":",
    "test", "[", "expr", "seq", "sleep", "cal", "uptime", "who", "w", "whoami", "id", "groups",
    "users", "last", "lastlog", "getent", "uname", "arch", "nproc", "free", "vmstat", "iostat",
    "mpstat", "pidstat", "top", "ps", "pgrep", "pstree", "pidof", "pmap", "netstat", "ping",
    "ping6", "traceroute", "tracepath", "mtr", "dig", "nslookup", "host", "whois", "md5sum",
    "sha1sum", "sha224sum", "sha256sum", "sha384sum", "sha512sum", "cksum", "b2sum", "shasum",
    "base64", "base32", "jq", "cd", "set", "shopt", "umask", "ulimit", "exit", "return", "break",
    "continue", "shift", "wait", "jobs", "times", "export", "local", "declare", "typeset",
    "readonly", "read", "unset", "let", "trap", "pg_isready", "pg_controldata", "pg_lsclusters",
    "lvs", "vgs", "pvs", "lvdisplay", "vgdisplay", "pvdisplay", "printenv", "locale", "getconf",
    "lsb_release", "mailq", "tty", "exec", "iotop", "lsns", "lsipc", "ipcs", "slabtop",
  ]

  private static let banned: [String: Set<String>] = [
    "sort": ["-o", "--output", "--compress-program"], "file": ["-C", "--compile"],
    "tree": ["-o"], "yq": ["-i", "--inplace", "-s", "--split-exp"], "sar": ["-o"],
    "find": [
      "-delete", "-fprint", "-fprint0", "-fprintf", "-fls", "-ok", "-okdir",
    ],
    "ss": ["-K", "--kill", "-D", "--diag"], "arp": ["-s", "-d", "-f", "--set", "--delete"],
    "blkid": ["-g", "--garbage-collect"],
    "dmesg": [
      "-c", "-C", "-n", "-D", "-E", "--clear", "--read-clear", "--console-off", "--console-on",
      "--console-level",
    ],
    "journalctl": [
      "--vacuum-size", "--vacuum-time", "--vacuum-files", "--rotate", "--flush", "--sync",
      "--setup-keys", "--update-catalog", "--relinquish-var", "--smart-relinquish-var",
      "--cursor-file", "-f", "--follow",
    ],
    "curl": [
      "-O", "--remote-name", "--remote-name-all", "-T", "--upload-file", "-d", "--data",
      "--data-ascii", "--data-binary", "--data-raw", "--data-urlencode", "--json", "-F", "--form",
      "--form-string", "-X", "--request", "-K", "--config", "-c", "--cookie-jar", "-D",
      "--dump-header", "--trace", "--trace-ascii", "--libcurl", "--stderr", "-Q", "--quote",
      "--hsts", "--alt-svc", "--etag-save", "--output-dir", "-J", "--remote-header-name",
      "--mail-from", "--mail-rcpt",
    ],
    "ip": ["-b", "-batch", "--batch", "-force"], "tcpdump": ["-w", "-z", "-C", "-G", "-W", "-F"],
    "openssl": [
      "-out", "-keyout", "-engine", "-writerand", "-sess_out", "-keylogfile", "-provider",
      "-provider-path", "-CAcreateserial", "-config",
    ],
    "smartctl": ["-s", "-t", "-X", "-o", "-S", "--set", "--test", "--smart", "--abort"],
    "sysctl": ["-w", "--write", "-p", "--load", "--system"],
  ]

  private static let verbs: [String: [String]] = [
    "ip": [
      "addr", "addr show*", "address", "address show*", "a", "a show*", "route", "route show*",
      "route get*", "r", "r show*", "link", "link show*", "neigh", "neigh show*", "rule",
      "rule show*", "netns list",
    ],
    "systemctl": [
      "", "status", "is-active", "is-enabled", "is-failed", "is-system-running", "list-*", "show",
      "cat", "get-default",
    ],
    "service": ["* status"],
    "timedatectl": ["", "status", "show*", "timesync-status"],
    "hostnamectl": ["", "status"], "localectl": ["", "status"],
    "loginctl": ["", "list-*", "show-*", "*-status"],
    "resolvectl": ["", "status", "query", "statistics", "dns", "domain"],
    "kubectl": kubernetes, "oc": kubernetes,
    "helm": ["list", "ls", "status", "history", "get", "version", "show"],
    "docker": containers, "podman": containers,
    "terraform": ["version", "show", "output", "validate", "providers", "state list|show"],
    "git": [
      "status", "log", "show", "diff", "rev-parse", "rev-list", "ls-files", "ls-tree", "cat-file",
      "describe", "blame", "shortlog", "merge-base", "name-rev", "for-each-ref", "grep", "version",
      "count-objects", "check-ignore", "stash list", "worktree list", "remote get-url",
      "remote show",
    ],
    "redis-cli": [
      "ping", "info", "get", "mget", "llen", "lrange", "scard", "smembers", "hget", "hgetall",
      "hlen", "zcard", "zrange", "ttl", "pttl", "type", "exists", "dbsize", "strlen", "slowlog get",
      "slowlog len", "client list", "memory usage", "memory stats", "memory doctor", "config get",
      "cluster info", "cluster nodes", "role", "time", "scan", "keys", "lastsave", "command count",
    ],
    "mysqladmin": ["status", "ping", "processlist", "extended-status", "variables", "version"],
    "rabbitmqctl": ["list_*", "status", "cluster_status", "environment", "report", "ping"],
    "etcdctl": ["get", "endpoint status", "endpoint health", "member list", "version"],
    "vault": ["status", "version"], "consul": ["members", "info", "version"],
    "apt": ["list", "policy", "show"], "apt-cache": ["policy", "show", "depends", "rdepends"],
    "dnf": ["list", "info", "repolist"], "yum": ["list", "info", "repolist"], "snap": ["list"],
    "zpool": ["status", "list", "iostat"], "zfs": ["list", "get"], "ufw": ["status"],
    "fail2ban-client": ["status", "ping", "version"], "apachectl": ["configtest"],
    "postfix": ["check", "status"], "nft": ["list"], "aws": amazon,
    "gcloud": google, "az": azure, "gh": hub,
    "doctl": [
      "account get", "auth list", "apps list|get|logs|list-deployments|get-deployment",
      "compute droplet|load-balancer|domain list|get", "compute domain records list",
      "databases list|get", "kubernetes cluster list|get",
      "monitoring alert list|get", "projects list|get",
    ],
    "fly": fly, "flyctl": fly, "railway": ["status", "whoami", "logs", "deployment list"],
    "heroku": [
      "apps:info", "auth:whoami", "ps", "releases", "releases:info", "logs", "addons",
      "pg:info", "pg:backups", "domains", "status", "info",
    ],
  ]

  private static let kubernetes = [
    "get", "describe", "logs", "top", "version", "cluster-info", "api-resources", "api-versions",
    "explain", "auth can-i", "config view", "config get-contexts", "config current-context",
    "rollout status", "rollout history", "events", "wait", "exec",
  ]
  private static let containers = [
    "ps", "logs", "inspect", "images", "info", "version", "stats", "top", "port", "diff",
    "network ls", "network inspect", "volume ls", "volume inspect", "image ls", "image inspect",
    "container ls", "container inspect", "system df", "compose ps", "compose logs", "compose ls",
    "exec",
  ]
  private static let amazon = [
    "* describe-*", "* list-*", "* head-*", "* lookup-*", "* batch-get-*", "* filter-log-events",
    "* get-caller-identity", "* get-metric-*", "* get-bucket-*", "* get-log-*", "* get-role*",
    "* get-policy*", "* get-user", "* get-account-*", "* get-function*", "* get-parameters-by-path",
    "* get-query-results", "* start-query", "* simulate-*", "s3 ls", "logs tail", "configure list",
    "* wait", "* get-alias", "* get-queue-attributes", "* get-queue-url", "* get-distribution*",
    "* get-invalidation*", "* get-hosted-zone*", "* get-change", "* get-public-access-block",
    "* get-open-id-connect-provider", "* get-access-key-last-used", "* get-web-acl", "* get-ip-set",
    "* get-trail-status",
  ]

  private static let google = [
    "auth list", "config list|get|get-value", "info", "projects describe|list|get-iam-policy",
    "logging read", "logging sinks|buckets|metrics|logs list", "logging sinks|buckets describe",
    "run services|revisions|jobs list|describe", "run services get-iam-policy",
    "container clusters|node-pools|operations list|describe", "container get-server-config",
    "sql instances|backups|operations list|describe",
    "pubsub topics|subscriptions|snapshots list|describe",
    "secrets list|describe|get-iam-policy", "secrets versions list|describe",
    "iam roles|service-accounts list|describe", "iam service-accounts keys list",
    "iam service-accounts get-iam-policy", "compute instances|disks|addresses list|describe",
    "compute firewall-rules|networks|backend-services list|describe",
    "compute backend-services get-health", "dns managed-zones|record-sets list|describe",
    "services list",
  ]
  /// What lists or shows keys and secrets isn't here.
  private static let azure = [
    "version", "account show|list", "group show|list", "resource show|list",
    "monitor activity-log|metrics list", "monitor log-analytics query",
    "monitor app-insights query", "monitor autoscale show|list", "webapp show|list",
    "webapp deployment slot list", "webapp log deployment show|list", "functionapp show|list",
    "functionapp function show|list", "aks show|list", "aks nodepool show|list",
    "role assignment|definition list", "ad app federated-credential list|show",
    "keyvault show|list", "keyvault secret list|list-versions", "sql server|db show|list",
    "storage account show|list", "network dns zone|record-set show|list",
  ]
  private static let hub = [
    "run list|view", "workflow list|view", "pr list|view|checks|diff|status", "issue list|view",
    "release list|view", "repo view|list", "secret list", "variable list", "auth status",
    "ruleset list|view",
  ]
  private static let fly = [
    "status", "logs", "releases", "apps list", "apps releases", "checks list", "machine list",
    "machine status", "secrets list", "volumes list", "volumes snapshots list", "ips list",
    "certs list|show|check", "platform status", "version", "auth whoami", "scale show",
  ]

  private static let verbBans: [String: Set<String>] = [
    "az": ["--file", "-f"], "gh": ["--web", "-w", "--watch"],
    "heroku": ["--tail", "-t"], "doctl": ["--follow", "-f"],
    "kubectl": ["--kubeconfig", "--output-directory", "-f", "--follow"],
    "oc": ["--kubeconfig", "--output-directory", "-f", "--follow"],
    "helm": ["--kubeconfig", "--post-renderer"],
    "git": [
      "-c", "--output", "--ext-diff", "--textconv", "-O", "--open-files-in-pager", "--exec-path",
      "--config-env", "--upload-pack", "--paginate",
    ],
    "redis-cli": ["--eval", "--pipe", "--rdb", "--functions-rdb"],
    "ip": ["-b", "-batch", "--batch"], "docker": ["--follow"], "podman": ["--follow"],
    "systemctl": ["--now"],
  ]

  private static let needed: [String: Set<String>] = [
    "nc": ["-z"], "nginx": ["-t", "-T", "-v", "-V"], "sshd": ["-t", "-T"], "crontab": ["-l"],
    "haproxy": ["-c", "-v", "-vv"], "postqueue": ["-p", "-j"], "iptables": ["-L", "-S", "--list"],
    "ip6tables": ["-L", "-S", "--list"], "dpkg": ["-l", "-L", "-s", "-S", "--list", "--status"],
    "dpkg-query": ["-l", "-W", "-s", "-L"], "rpm": ["-q", "-qa", "-qi", "-ql", "-V"],
    "mdadm": ["--detail", "-D"], "swapon": ["--show", "-s"], "unzip": ["-l", "-t", "-v"],
    "gzip": ["-t", "-l", "-c"], "gunzip": ["-t", "-l", "-c"], "zstd": ["-t", "-l", "-c"],
    "firewall-cmd": ["--list-all", "--state", "--list-ports", "--list-services", "--get-zones"],
    "kafka-topics.sh": ["--list", "--describe"], "kafka-topics": ["--list", "--describe"],
    "kafka-consumer-groups.sh": ["--list", "--describe"],
    "kafka-consumer-groups": ["--list", "--describe"],
  ]

  private static let operands: [String: Int] = [
    "uniq": 1, "xxd": 1, "hostname": 0, "mount": 0, "ifconfig": 1, "route": 0, "date": 1,
  ]
  private static let operandBans: [String: Set<String>] = [
    "hostname": ["-F", "-b", "--file", "--boot"], "mount": ["-a", "-o", "--all", "-B", "-M", "-R"],
    "date": ["-s", "--set"], "xxd": ["-r"],
  ]
}

extension CommandFacts {
  /// Whether an option stands there, also in a cluster, with `=` or as GNU abbreviates it.
  func mayHold(_ option: String) -> Bool {
    if flags.contains(option) { return true }
    guard option.hasPrefix("--") else { return false }
    return flags.contains { $0.hasPrefix("--") && $0.count > 3 && option.hasPrefix($0) }
  }
}
