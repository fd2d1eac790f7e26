/// Variables that decide what a program loads, runs or asks.
enum EnvironmentDanger {
  private static let names: Set<String> = [
    "PATH", "BASH_ENV", "ENV", "SHELLOPTS", "BASHOPTS", "IFS", "PYTHONSTARTUP", "PYTHONPATH",
    "PYTHONHOME", "PYTHONINSPECT", "PYTHONBREAKPOINT", "PYTHONUSERBASE", "PERL5OPT", "PERL5LIB",
    "PERLLIB", "PERL5DB", "RUBYOPT", "RUBYLIB", "NODE_OPTIONS", "NODE_PATH", "JAVA_TOOL_OPTIONS",
    "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS", "CLASSPATH", "PAGER", "EDITOR", "VISUAL", "BROWSER",
    "SSH_ASKPASS", "SUDO_ASKPASS", "PROMPT_COMMAND", "PS0", "PS1", "PS4", "LESSOPEN", "LESSCLOSE",
    "LESS", "GCONV_PATH", "LOCPATH", "NLSPATH", "HOSTALIASES", "RESOLV_HOST_CONF", "SHELL",
    "GLIBC_TUNABLES", "MANPAGER", "SYSTEMD_PAGER", "SYSTEMD_EDITOR", "PSQL_PAGER", "PSQL_EDITOR",
    "PSQLRC", "KUBE_EDITOR", "AWS_PAGER", "CDPATH", "GLOBIGNORE", "FPATH", "ZDOTDIR",
    "OPENSSL_CONF", "OPENSSL_MODULES", "OPENSSL_ENGINES", "TERMINFO", "AWKPATH", "AWKLIBPATH",
    "LUA_INIT", "PHPRC", "PHP_INI_SCAN_DIR", "MAKEFLAGS", "CURL_HOME", "WGETRC",
    "DOTNET_STARTUP_HOOKS", "RSYNC_RSH", "CVS_RSH", "TAR_OPTIONS",
  ]
  private static let prefixes = ["LD_", "DYLD_", "BASH_FUNC_", "MALLOC_", "LUA_INIT_", "PERL5DB"]
  /// Git's harmless ones; the rest name programs, folders or settings.
  private static let git: Set<String> = [
    "GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_AUTHOR_DATE", "GIT_COMMITTER_NAME",
    "GIT_COMMITTER_EMAIL", "GIT_COMMITTER_DATE", "GIT_TERMINAL_PROMPT", "GIT_OPTIONAL_LOCKS",
  ]

  static func isPresent(in name: String) -> Bool {
    names.contains(name) || prefixes.contains { name.hasPrefix($0) }
      || name.hasPrefix("GIT_") && !git.contains(name)
  }
}
