package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the launcher says while it builds, and how it starts the JVM: a checkout with programs in
 * place of Maven and Java.
 */
class LauncherTest {

  private static final String BUILDING =
      "lanewise: building the jars (the first time may take minutes)\n";

  private static final String JDK_PART = "build-tools/launcher/jdk.sh";
  private static final String BUILD_PART = "build-tools/launcher/build.sh";

  @TempDir private Path temp;
  private Path checkout = Path.of("");
  private Path bin = Path.of("");
  private String path = "";

  @BeforeEach
  void makeACheckout() throws IOException {
    checkout = Files.createDirectory(temp.resolve("checkout"));
    bin = Files.createDirectory(temp.resolve("bin"));
    path = bin + ":" + System.getenv("PATH");
    for (String file : List.of("lanewise", JDK_PART, BUILD_PART, CommandRun.JVM_OPTIONS)) {
      copy(file, checkout.resolve(file));
    }
    for (String module : List.of("engine", "cli")) {
      Files.createDirectories(checkout.resolve(module).resolve("src").resolve("main"));
      Files.writeString(checkout.resolve(module).resolve("pom.xml"), "");
    }
    Files.writeString(checkout.resolve("pom.xml"), "");
    program(temp.resolve("jdk/bin/java"), "echo started");
    program(temp.resolve("jdk/bin/javac"), "");
    jdk("25");
  }

  /** Gives the JDK a version. */
  private void jdk(String version) throws IOException {
    Files.writeString(temp.resolve("jdk/release"), "JAVA_VERSION=\"%s\"\n".formatted(version));
    Files.writeString(temp.resolve("version"), "openjdk " + version + " 2026-09-15\n");
  }

  private static void copy(String file, Path to) throws IOException {
    Files.createDirectories(to.resolveSibling(""));
    Files.copy(CommandRun.home().resolve(file), to);
  }

  private static void program(Path file, String commands) throws IOException {
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, "#!/bin/sh\n" + commands + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void maven(String commands) throws IOException {
    String jars = "cli/target/quick/lib/lanewise-";
    program(
        bin.resolve("mvn"),
        "echo 'WARNING: sun.misc.Unsafe'; echo 'WARNING: another' >&2\n"
            + "mkdir -p cli/target/quick/lib; echo \"$MAVEN_OPTS\" >options; echo \"$*\""
            + " >arguments\n"
            + "touch %sengine-1.jar %scli-1.jar\n".formatted(jars, jars)
            + "cp '%s' cli/target/quick/lib/java-version\n".formatted(temp.resolve("version"))
            + commands);
  }

  private Child launch() throws IOException {
    return Child.start(temp, launcher(List.of(checkout.resolve("lanewise").toString())));
  }

  /** A command in the environment of the tests. */
  private List<String> launcher(List<String> command) {
    String home = "LANEWISE_JAVA_HOME=" + temp.resolve("jdk");
    List<String> whole = new ArrayList<>(List.of("env", home, "PATH=" + path, "MAVEN_OPTS=-Xmx3g"));
    whole.addAll(command);
    return whole;
  }

  @Test
  void aBuildThatWorksIsOneLine() throws Exception {
    maven("");
    CommandRun run = launch().end();
    assertEquals(BUILDING, run.err());
    assertEquals("started\n", run.out());
    String arguments = Files.readString(checkout.resolve("arguments"));
    assertTrue(arguments.contains("-Dstyle.color=never"), arguments);
    List<String> options =
        List.of(Files.readString(checkout.resolve("options")).strip().split("\\s+"));
    assertTrue(options.contains("-Xmx3g"), options::toString);
    assertTrue(options.contains("--sun-misc-unsafe-memory-access=allow"), options::toString);
    assertEquals("", launch().end().err(), "the jars are fresh now");
  }

  /** Builds, deletes a source and gives the folder its time back, as a copying tool does. */
  @ParameterizedTest
  @ValueSource(strings = {"engine", "cli"})
  void aDeletedSourceMakesTheJarsStale(String module) throws Exception {
    Path folder = checkout.resolve(module).resolve("src/main");
    Path source = Files.createFile(folder.resolve("Gone.java"));
    Path classes =
        Files.createDirectories(checkout.resolve(module).resolve("target/quick/classes"));
    maven("");
    FileTime time = Files.getLastModifiedTime(folder);
    assertEquals(BUILDING, launch().end().err());
    Files.createFile(Files.createDirectories(classes).resolve("Gone.class"));
    assertEquals("", launch().end().err(), "the jars are fresh now");

    Files.delete(source);
    Files.setLastModifiedTime(folder, time);
    CommandRun run = launch().end();
    assertEquals(BUILDING, run.err());
    assertEquals("started\n", run.out());
    assertFalse(Files.exists(classes.resolve("Gone.class")), "Maven would keep it");
    assertEquals("", launch().end().err(), "the jars are fresh now");
  }

  @Test
  void jarsOfAnotherJdkAreStale() throws Exception {
    maven("");
    assertEquals(BUILDING, launch().end().err());
    jdk("25.0.7");
    assertEquals("", launch().end().err(), "the same major version");
    jdk("26-ea");
    assertEquals(BUILDING, launch().end().err());
    String arguments = Files.readString(checkout.resolve("arguments"));
    assertTrue(arguments.contains("-Djdk.range=[26,27)"), arguments);
    assertEquals("", launch().end().err(), "the jars are fresh now");
    Files.delete(temp.resolve("jdk/bin/javac"));
    jdk("27");
    assertEquals("", launch().end().err(), "a JVM without a compiler builds nothing");
  }

  /** Those that "mvn package" has left are taken if the JDK in use has built them. */
  @ParameterizedTest
  @ValueSource(strings = {"25.0.1", "26"})
  void jarsOfMaven(String builtBy) throws Exception {
    maven("");
    Path lib = Files.createDirectories(checkout.resolve("cli/target/lib"));
    Files.createFile(lib.resolve("lanewise-engine-1.jar"));
    Files.createFile(lib.resolve("lanewise-cli-1.jar"));
    Files.writeString(lib.resolve("java-version"), "openjdk %s 2026-09-15\n".formatted(builtBy));
    assertEquals(builtBy.startsWith("25") ? "" : BUILDING, launch().end().err());
    assertEquals("", launch().end().err(), "the jars are fresh now");
  }

  /** bin/ and lib/ without a checkout, with a JVM in runtime/ or one that is found. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aPackagedFormStartsWithoutABuild(boolean runtime) throws Exception {
    Path home = temp.resolve("packaged form");
    copy("lanewise", home.resolve("bin/lanewise"));
    copy(CommandRun.JVM_OPTIONS, home.resolve("lib/jvm.options"));
    if (runtime) {
      program(home.resolve("runtime/bin/java"), "printf '%s\\n' \"$@\"");
    } else {
      program(temp.resolve("jdk/bin/java"), "printf '%s\\n' \"$@\"");
      copy(JDK_PART, home.resolve("lib/jdk.sh"));
    }
    List<String> command = List.of(home.resolve("bin/lanewise").toString(), "doctor", "--json");
    CommandRun run = Child.run(temp, launcher(command)).done();
    assertEquals("", run.err());
    List<String> arguments = run.out().lines().toList();
    assertTrue(arguments.contains("@" + home.resolve("lib/jvm.options")), run.out());
    assertEquals(
        List.of("-p", home.resolve("lib").toString(), "-m"),
        arguments.subList(arguments.size() - 6, arguments.size() - 3));
    assertEquals(
        List.of("doctor", "--json"), arguments.subList(arguments.size() - 2, arguments.size()));
  }

  @Test
  void aBuildThatFailsShowsWhatMavenSaid() throws Exception {
    maven("echo '[ERROR] it does not compile'; exit 1");
    CommandRun run = launch().end();
    assertEquals(1, run.code());
    assertEquals("", run.out());
    assertTrue(run.err().startsWith(BUILDING), run.err());
    assertTrue(
        run.err().endsWith("[ERROR] it does not compile\nlanewise: the build failed, see above\n"));
  }

  /** Launches with the JVM itself in place of the program, on the class path of the tests. */
  private Child launchJvm(String limits, String... args) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    program(
        temp.resolve("jdk/bin/java"),
        "options=; while [ \"$1\" != -p ]; do options=\"$options $1\"; shift; done; shift 4\n"
            + "exec %s $options -cp '%s' %s \"$@\""
                .formatted(java, System.getProperty("java.class.path"), Main.class.getName()));
    maven("");
    launch().end(); // builds, and prints how to use the command
    List<String> command = new ArrayList<>(List.of("sh", "-c"));
    command.add(limits + "; cd \"$0\" && exec \"$@\"");
    command.add(Files.createDirectory(temp.resolve("here")).toString());
    command.addAll(
        List.of("env", "LANEWISE_JAVA_HOME=" + temp.resolve("jdk"), "MALLOC_ARENA_MAX="));
    command.add(checkout.resolve("lanewise").toString());
    command.addAll(List.of(args));
    return Child.start(temp, command);
  }

  private void assertNoFileIsLeft() throws IOException {
    try (Stream<Path> files = Files.list(temp.resolve("here"))) {
      assertEquals(List.of(), files.toList());
    }
  }

  @Test
  void tooLittleAddressSpaceIsOneLine() throws Exception {
    String line = launchJvm("ulimit -v 1572863", "--version").end().error(5);
    assertTrue(line.contains("ulimit -v"), line);
    assertNoFileIsLeft();
  }

  /** By default the JVM would ask for more: it has a heap of half of it, and 1 GiB for classes. */
  @Test
  void theLeastAddressSpaceIsEnough() throws Exception {
    Path data = TinyData.write(temp.resolve("tiny"));
    CommandRun run = launchJvm("ulimit -v 1572864", "data", "info", data.toString()).end();
    run.done();
    assertTrue(run.out().startsWith("tiny: "), run.out());
    assertNoFileIsLeft();
  }

  /** What the JVM says of its own end has no place on stdout, nor in the folder of the user. */
  @Test
  void aJvmThatCrashesWritesNothing() throws Exception {
    Path data = TinyData.write(temp.resolve("tiny"));
    String[] train = {
      "train", "--batch-size", "10", "--epochs", "1000000", "--data", data.toString()
    };
    try (Child child = launchJvm("ulimit -c 0", train)) {
      child.await("training", () -> child.err().contains("net 4-"));
      child.signal("SEGV");
      CommandRun run = child.end();
      assertTrue(run.code() > 128, run::toString);
      assertTrue(run.out().lines().allMatch(line -> line.matches("epoch .*| *\\d+/.*")), run.out());
    }
    assertNoFileIsLeft();
  }

  /** With the lock of flock, and where there is none with a folder. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aLauncherThatWaitsForAnotherSaysSoOnce(boolean flock) throws Exception {
    maven("touch building; while [ ! -e go ]; do sleep 0.1; done");
    if (!flock) {
      hideFlock();
    }
    try (Child first = launch()) {
      first.await("the build", () -> Files.exists(checkout.resolve("building")));
      try (Child second = launch()) {
        second.await("waiting", () -> !second.err().isEmpty());
        Thread.sleep(TimeUnit.SECONDS.toMillis(2));
        assertEquals("lanewise: waiting for another lanewise that builds the jars\n", second.err());
        Files.createFile(checkout.resolve("go"));
        assertEquals("started\n", second.end().out());
        assertFalse(second.err().contains("building,"), second.err());
      }
      assertEquals(BUILDING, first.end().err());
    }
  }

  /** Leaves a PATH of links to what the launcher needs but flock. */
  private void hideFlock() throws IOException {
    for (String tool :
        List.of(
            "sh",
            "cat",
            "cmp",
            "cp",
            "dirname",
            "env",
            "find",
            "mkdir",
            "mv",
            "readlink",
            "rm",
            "sed",
            "sleep",
            "sort",
            "touch")) {
      for (String folder : path.split(":")) {
        Path found = Path.of(folder).resolve(tool);
        if (Files.isExecutable(found) && Files.notExists(bin.resolve(tool))) {
          Files.createSymbolicLink(bin.resolve(tool), found);
        }
      }
    }
    path = bin.toString();
  }
}
