# Part of the launcher: finds a JDK. Sourced by lanewise, in a checkout and in a packaged distribution
# that has no JVM of its own; there this file lies in lib/. Uses say and resolve of lanewise.

minimum=25
looked=
passed_over=

# Sets java_home to folder $2, and major to its version, if it holds a fit JDK; else notes under the
# name $1 why not.
consider() {
  version=
  modules=
  if [ ! -x "$2/bin/java" ]; then
    why="no bin/java in it"
  else
    if [ -r "$2/release" ]; then
      while IFS= read -r line || [ -n "$line" ]; do
        case $line in
          JAVA_VERSION=*) version=${line#*=} ;;
          MODULES=*) modules=${line#*=} ;;
        esac
      done <"$2/release"
    else
      version=$(property java.version "$2/bin/java")
    fi
    version=${version#\"}
    version=${version%\"}
    major=${version%%[!0-9]*}
    why="version ${version:-unknown}"
    if [ "${major:-0}" -ge "$minimum" ]; then
      case ${modules:-jdk.incubator.vector} in
        *jdk.incubator.vector*)
          java_home=$2
          return 0
          ;;
      esac
      why="$why, without the module jdk.incubator.vector"
    fi
  fi
  looked="$looked
  $1: $why"
  return 1
}

# Prints the system property $1 of the java command $2.
property() {
  "$2" -XshowSettings:properties -version 2>&1 | sed -n "s/^ *$1 = //p"
}

# Sets java_home and major, or ends with a list of the places that were searched.
find_jdk() {
  search_jdk
  if [ -n "$passed_over" ]; then
    say "$passed_over; using $java_home"
  fi
}

search_jdk() {
  if [ -z "${LANEWISE_JAVA_HOME:-}" ]; then
    looked="$looked
  LANEWISE_JAVA_HOME: not set"
  elif consider "LANEWISE_JAVA_HOME=$LANEWISE_JAVA_HOME" "$LANEWISE_JAVA_HOME"; then
    return 0
  else
    passed_over="LANEWISE_JAVA_HOME=$LANEWISE_JAVA_HOME is no JDK $minimum or newer ($why)"
  fi

  if [ -z "${JAVA_HOME:-}" ]; then
    looked="$looked
  JAVA_HOME: not set"
  elif consider "JAVA_HOME=$JAVA_HOME" "$JAVA_HOME"; then
    return 0
  fi

  if command=$(command -v java); then
    home=$(dirname -- "$(dirname -- "$(resolve "$command")")")
    if [ ! -r "$home/release" ]; then # a shim of a version manager, or the stub of macOS
      home=$(property java.home "$command")
    fi
    if consider "java on the PATH, $command" "$home"; then
      return 0
    fi
  else
    looked="$looked
  java on the PATH: none"
  fi

  for home in \
    /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/java /opt/java/* /opt/jdk* \
    "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "${HOME:-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    if [ -x "$home/bin/java" ] && consider "$home" "$home"; then
      return 0
    fi
  done

  say "no JDK $minimum or newer found. Looked at:$looked
  the JDKs in /usr/lib/jvm, /usr/lib64/jvm, /usr/java, /opt/java, /opt/jdk*, ~/.sdkman, ~/.jdks,
  /Library/Java, ~/Library/Java and Homebrew's folders: none but those above
Install one (https://adoptium.net, or your system's package openjdk-$minimum-jdk), or set
LANEWISE_JAVA_HOME to the folder of one that is elsewhere."
  exit 5
}
