# Part of the launcher: builds the jars of a checkout if they are missing or stale. Sourced by
# lanewise in a checkout only. Uses say and root of lanewise, java_home and major of jdk.sh.
#
# Stale jars are older than a source, have other sources than the checkout has now (one was deleted),
# or come from another major version of the JDK, which may have another Vector API.
#
# "mvn package" leaves the jars in cli/target/lib, the build of this script in cli/target/quick/lib.
# What runs is a copy in target/app, replaced file by file, so that a build does not pull the jars
# from under a running training. All functions but build_if_stale run in the root of the checkout.

# Prints the paths of all sources, sorted: the order of find is that of the file system.
sources() {
  find pom.xml engine/pom.xml engine/src/main cli/pom.xml cli/src/main ! -name '.*' | LC_ALL=C sort
}

# Whether folder $1 has the engine's jar $2 and the CLI's jar $3, and nothing more in the arguments,
# no source is newer, and a JDK of the version in use built them.
fresh() {
  [ $# -eq 3 ] && [ -f "$2" ] && [ -f "$3" ] && same_jdk "$1/java-version" &&
    [ -z "$(find pom.xml engine/pom.xml engine/src/main ! -name '.*' -newer "$2")" ] &&
    [ -z "$(find pom.xml cli/pom.xml cli/src/main ! -name '.*' -newer "$3")" ]
}

# Whether file $1, which has what "java --version" said at the build, names the version in use. A
# java_home without a compiler builds nothing and takes the jars of any JDK.
same_jdk() {
  [ -x "$java_home/bin/javac" ] || return 0
  [ -r "$1" ] && read -r _ built _ <"$1" && [ "${built%%[!0-9]*}" = "$major" ]
}

app_is_fresh() {
  fresh target/app target/app/lanewise-engine-*.jar target/app/lanewise-cli-*.jar &&
    sources | cmp -s - target/app/sources
}

cannot_write() {
  say "cannot write below $root/target or $root/cli/target: the jars cannot be built there"
  exit 5
}

build() {
  if ! command -v mvn >/dev/null; then
    say "the jars are missing, older than their sources, or of another JDK, and there is no Maven" \
      "(mvn) to build them"
    exit 5
  fi
  range=
  if [ -x "$java_home/bin/javac" ]; then
    JAVA_HOME=$java_home
    export JAVA_HOME
    range="-Djdk.range=[$major,$((major + 1)))"
  fi
  say "building the jars (the first time may take minutes)"
  # Maven keeps what it copied or compiled from a source that has been deleted since.
  if ! cmp -s target/build-start target/app/sources; then
    rm -rf engine/target/quick/classes cli/target/quick/classes || cannot_write
  fi
  rm -rf cli/target/quick/lib || cannot_write
  # What Maven and its JVM say of themselves is not for the user, unless the build fails.
  if ! MAVEN_OPTS="${MAVEN_OPTS:-} -XX:+IgnoreUnrecognizedVMOptions
      --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED" \
    mvn -q -B -ntp -Dstyle.color=never -Dquick ${range:+"$range"} -Dmaven.test.skip=true \
    -pl cli -am package </dev/null >target/build.log 2>&1; then
    cat target/build.log >&2
    say "the build failed, see above"
    exit 1
  fi
  touch -r target/build-start cli/target/quick/lib/*.jar || cannot_write
}

# Brings target/app to the state of folder $1.
stage() {
  mkdir -p target/app || cannot_write
  rm -f target/app/sources # if this ends halfway, the jars count as stale
  for jar in "$1"/*.jar; do
    staged=target/app/${jar##*/}
    if ! cmp -s "$jar" "$staged"; then
      cp "$jar" "$staged.new" && mv -f "$staged.new" "$staged" || cannot_write
    fi
    touch -r "$jar" "$staged" || cannot_write
  done
  for staged in target/app/*; do
    [ -f "$1/${staged##*/}" ] || rm -f "$staged"
  done
  cp "$1/java-version" target/app/java-version || cannot_write
  cp target/build-start target/app/sources || cannot_write
}

# Subshells keep the checkout's folder, the lock and an exit to themselves.
build_if_stale() {
  (CDPATH='' cd -- "$root" && app_is_fresh) || (CDPATH='' cd -- "$root" && bring_up_to_date) || exit
}

bring_up_to_date() {
  lock
  if app_is_fresh; then # another launcher has just built
    return
  fi
  # A source saved or deleted while Maven runs must make the jars stale: they get the time of this
  # file, and its list of the sources.
  sources >target/build-start || cannot_write
  if fresh cli/target/lib cli/target/lib/lanewise-engine-*.jar cli/target/lib/lanewise-cli-*.jar; then
    stage cli/target/lib
  else
    build
    stage cli/target/quick/lib
  fi
}

# Holds off other launchers until this subshell ends.
lock() {
  waiting="waiting for another lanewise that builds the jars"
  mkdir -p target 2>/dev/null && [ -w target ] || cannot_write
  if command -v flock >/dev/null; then
    exec 9>target/launcher.lock
    if ! flock -n 9; then
      say "$waiting"
      flock 9
    fi
    return
  fi
  while ! mkdir target/launcher.locked 2>/dev/null; do
    owner=$(cat target/launcher.locked/pid 2>/dev/null || sleep 2)
    owner=${owner:-$(cat target/launcher.locked/pid 2>/dev/null || :)}
    if [ -n "$owner" ] && kill -0 "$owner" 2>/dev/null; then
      [ -z "$waiting" ] || say "$waiting"
      waiting=
      sleep 1
    else # its owner was killed
      rm -rf target/launcher.locked
    fi
  done
  trap 'rm -rf target/launcher.locked' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  trap 'exit 129' HUP
  echo $$ >target/launcher.locked/pid
}
