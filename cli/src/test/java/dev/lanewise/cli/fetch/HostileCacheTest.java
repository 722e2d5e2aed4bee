package dev.lanewise.cli.fetch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.lanewise.cli.console.CliException;
import dev.lanewise.cli.console.ExitCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cache folder in which others have put links and pipes under the names that a fetch uses:
 * nothing is written, deleted or waited for outside of the set's own folder.
 */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@EnabledOnOs({OS.LINUX, OS.MAC})
class HostileCacheTest {

  private static final byte[] MINE = "mine".getBytes(StandardCharsets.US_ASCII);
  private static final String ARCHIVE = "tiny.tar.gz";

  @TempDir private Path temp;
  private final List<String> ranges = new CopyOnWriteArrayList<>();
  private Path root = Path.of("");
  private Path home = Path.of(""); // of the victim
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    root = Files.createDirectory(temp.resolve("cache"));
    home = Files.createDirectory(temp.resolve("home"));
    byte[] archive = TinySet.tarGz();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          ranges.add(String.valueOf(exchange.getRequestHeaders().getFirst("Range")));
          try (exchange) {
            exchange.sendResponseHeaders(200, archive.length);
            exchange.getResponseBody().write(archive);
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void fetch() throws IOException, InterruptedException {
    URI uri = URI.create("http://localhost:" + server.getAddress().getPort() + "/" + ARCHIVE);
    new Fetcher(root, TinySet.SHORT, new Programs(List.of()), TinySet.silence())
        .fetch(TinySet.from(new WebArchive(uri, 1 << 20)));
  }

  private void assertFetched() throws Exception {
    fetch();
    for (Map.Entry<String, byte[]> file : TinySet.FILES.entrySet()) {
      Path path = root.resolve("tiny").resolve(file.getKey());
      assertArrayEquals(file.getValue(), Files.readAllBytes(path));
    }
    assertEquals(Set.of(".tiny.lock", "tiny"), names(root));
    assertEquals(List.of("null"), ranges, "gone on with what was there");
  }

  private static Set<String> names(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(path -> path.getFileName().toString())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private Path victim(String name) throws IOException {
    return Files.write(home.resolve(name), MINE);
  }

  private void assertUntouched(String... names) throws IOException {
    assertEquals(new TreeSet<>(List.of(names)), names(home));
    for (String name : names) {
      Path path = home.resolve(name);
      if (Files.isRegularFile(path)) {
        assertArrayEquals(MINE, Files.readAllBytes(path), name);
      }
    }
  }

  private Path work() {
    return root.resolve(".tiny.partial");
  }

  /** A folder as the fetch itself would make it. */
  private static Path own(Path folder) throws IOException {
    return Files.createDirectory(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  private static void makeFifo(Path path) throws Exception {
    assertEquals(0, new ProcessBuilder("mkfifo", path.toString()).start().waitFor());
  }

  private void assertLockRefused() {
    CliException e = assertThrows(CliException.class, this::fetch);
    assertEquals(ExitCode.RESOURCES, e.exitCode());
    String message = String.valueOf(e.getMessage());
    assertTrue(message.startsWith(root.resolve(".tiny.lock") + ": cannot be written: "), message);
    assertFalse(Files.exists(root.resolve("tiny")));
  }

  @Test
  void aLockThatIsALink() throws IOException {
    Files.createSymbolicLink(root.resolve(".tiny.lock"), home.resolve("new"));
    assertLockRefused();
    assertUntouched();
    Files.delete(root.resolve(".tiny.lock"));
    Files.createSymbolicLink(root.resolve(".tiny.lock"), victim("file"));
    assertLockRefused();
    assertUntouched("file");
  }

  @Test
  void aLockThatIsAPipe() throws Exception {
    makeFifo(root.resolve(".tiny.lock"));
    assertLockRefused();
  }

  @Test
  void aLockThatIsAFolder() throws IOException {
    Files.createDirectory(root.resolve(".tiny.lock"));
    assertLockRefused();
  }

  @Test
  void aWorkFolderThatIsALink() throws Exception {
    victim("precious");
    Files.createDirectory(home.resolve("download"));
    Files.write(home.resolve("download").resolve(ARCHIVE), MINE);
    Files.createSymbolicLink(work(), home);
    assertFetched();
    assertUntouched("download", "precious");
    assertEquals(Set.of(ARCHIVE), names(home.resolve("download")));
    assertArrayEquals(MINE, Files.readAllBytes(home.resolve("download").resolve(ARCHIVE)));
  }

  /** Others may change what is in it at any time. */
  @Test
  void aWorkFolderThatOthersCanWriteTo() throws Exception {
    Path download = own(own(work()).resolve("download"));
    Files.write(download.resolve(ARCHIVE), MINE);
    Files.setPosixFilePermissions(work(), PosixFilePermissions.fromString("rwxrwxrwx"));
    assertFetched();
  }

  @Test
  void aWorkFolderThatIsAPipe() throws Exception {
    makeFifo(work());
    assertFetched();
  }

  @Test
  void foldersInItThatAreLinks() throws Exception {
    victim("file");
    own(work());
    for (String name : List.of("content", "download", "package")) {
      Files.createSymbolicLink(work().resolve(name), home);
    }
    assertFetched();
    assertUntouched("file");
  }

  @Test
  void aDownloadThatIsALink() throws Exception {
    Path file = victim("file");
    own(work());
    Path download = own(work().resolve("download")).resolve(ARCHIVE);
    Files.createSymbolicLink(download, file);
    assertFetched();
    assertUntouched("file");
  }

  @Test
  void aDownloadThatIsALinkToNothingYet() throws Exception {
    own(work());
    Path download = own(work().resolve("download")).resolve(ARCHIVE);
    Files.createSymbolicLink(download, home.resolve("new"));
    assertFetched();
    assertUntouched();
  }

  @Test
  void aDownloadThatIsAnotherFilesSecondName() throws Exception {
    Path file = victim("file");
    own(work());
    Files.createLink(own(work().resolve("download")).resolve(ARCHIVE), file);
    assertFetched();
    assertUntouched("file");
  }

  @Test
  void aDownloadThatIsAPipe() throws Exception {
    own(work());
    makeFifo(own(work().resolve("download")).resolve(ARCHIVE));
    assertFetched();
  }

  /** A link at the set's own place is the user's; it is read through, never written through. */
  @Test
  void aSetThatIsALink() throws Exception {
    Files.createSymbolicLink(root.resolve("tiny"), home);
    fetch();
    assertUntouched();
    assertEquals(List.of(), ranges);
    assertTrue(Files.isSymbolicLink(root.resolve("tiny")));
  }

  @Test
  void aPipeIsNoPackedFile() throws Exception {
    makeFifo(root.resolve("file.gz"));
    IOException e =
        assertThrows(
            IOException.class,
            () -> GzipFile.open(root.resolve("file.gz"), LinkOption.NOFOLLOW_LINKS));
    assertEquals("file.gz is not a regular file", e.getMessage());
  }

  @Test
  void theWorkFolderIsForItsOwnerAlone() throws Exception {
    Path work = work();
    Fetcher fetcher = new Fetcher(root, TinySet.SHORT, new Programs(List.of()), TinySet.silence());
    Source source =
        new Source() {
          @Override
          public String describe() {
            return "looks";
          }

          @Override
          public void fetch(FetchContext context) throws IOException {
            assertEquals(
                "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(work)));
            throw new IOException("seen");
          }
        };
    CliException e = assertThrows(CliException.class, () -> fetcher.fetch(TinySet.from(source)));
    assertTrue(String.valueOf(e.getMessage()).contains("looks: seen"), e.getMessage());
  }
}
