package dev.lanewise.cli.fetch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lanewise.cli.console.CliException;
import dev.lanewise.cli.console.ExitCode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class WebSourcesTest {

  private static final String FILE = "/tiny.tar.gz";

  @TempDir private Path temp;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<String> ranges = new CopyOnWriteArrayList<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private HttpServer server;
  private byte[] archive;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
    archive = TinySet.tarGz();
  }

  @AfterEach
  void stop() {
    over.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  /** What the server does with a request; what it throws cuts the answer off. */
  @FunctionalInterface
  private interface Answer {
    void to(HttpExchange exchange) throws Exception;
  }

  private void serve(String path, Answer answer) {
    server.createContext(
        path,
        exchange -> {
          ranges.add(
              Optional.ofNullable(exchange.getRequestHeaders().getFirst("Range")).orElse(""));
          try (exchange) {
            answer.to(exchange);
          } catch (Exception e) {
            throw new IOException("cut off", e);
          }
        });
  }

  private static void send(HttpExchange exchange, byte[] content) throws IOException {
    exchange.sendResponseHeaders(200, content.length);
    exchange.getResponseBody().write(content);
  }

  /** Sends the whole file or what the request asks for. */
  private static void sendRange(HttpExchange exchange, byte[] content) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    if (range == null) {
      send(exchange, content);
      return;
    }
    int from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
    if (from >= content.length) {
      exchange.getResponseHeaders().add("Content-Range", "bytes */" + content.length);
      exchange.sendResponseHeaders(416, -1);
      return;
    }
    exchange
        .getResponseHeaders()
        .add("Content-Range", "bytes %d-%d/%d".formatted(from, content.length - 1, content.length));
    byte[] rest = Arrays.copyOfRange(content, from, content.length);
    exchange.sendResponseHeaders(206, rest.length);
    exchange.getResponseBody().write(rest);
  }

  /** Sends the first half of what it promises. */
  private static void sendHalf(HttpExchange exchange, byte[] content) throws IOException {
    exchange.sendResponseHeaders(200, content.length);
    OutputStream body = exchange.getResponseBody();
    body.write(content, 0, content.length / 2);
    body.flush();
  }

  private URI uri(String path) {
    return URI.create("http://localhost:" + server.getAddress().getPort() + path);
  }

  private Optional<String> fetch(Source... sources) throws IOException, InterruptedException {
    return new Fetcher(temp, TinySet.SHORT, new Programs(List.of()), TinySet.silence())
        .fetch(TinySet.from(sources));
  }

  private Optional<String> fetchArchive() throws IOException, InterruptedException {
    return fetch(new WebArchive(uri(FILE), archive.length));
  }

  private void assertInPlace() throws IOException {
    for (Map.Entry<String, byte[]> file : TinySet.FILES.entrySet()) {
      Path path = temp.resolve("tiny").resolve(file.getKey());
      assertArrayEquals(file.getValue(), Files.readAllBytes(path));
    }
    assertFalse(Files.exists(temp.resolve(".tiny.partial")));
  }

  private Path part() {
    return temp.resolve(".tiny.partial").resolve("download").resolve("tiny.tar.gz");
  }

  /** What an earlier fetch has left. */
  private void leavePart(byte[] content) throws IOException {
    Folders.createPrivate(part().getParent().getParent());
    Folders.createPrivate(part().getParent());
    Files.write(part(), content);
  }

  private void assertFails(String reason) {
    CliException e = assertThrows(CliException.class, this::fetchArchive);
    assertEquals(ExitCode.BAD_DATA, e.exitCode());
    assertTrue(e.getMessage().contains(uri(FILE) + ": " + reason), e.getMessage());
    assertFalse(Files.exists(temp.resolve("tiny")));
  }

  @Test
  void anArchiveIsFetched() throws Exception {
    serve(FILE, exchange -> send(exchange, archive));
    assertEquals(Optional.of(uri(FILE).toString()), fetchArchive());
    assertInPlace();
  }

  @Test
  void packedFilesAreFetched() throws Exception {
    for (Map.Entry<String, byte[]> file : TinySet.FILES.entrySet()) {
      byte[] packed = TinySet.gzip(file.getValue());
      serve("/tiny/" + file.getKey() + ".gz", exchange -> send(exchange, packed));
    }
    assertEquals(Optional.of(uri("/tiny/").toString()), fetch(new WebFiles(uri("/tiny/"))));
    assertInPlace();
  }

  @Test
  void aRedirectIsFollowed() throws Exception {
    serve("/elsewhere", exchange -> send(exchange, archive));
    serve(
        FILE,
        exchange -> {
          exchange.getResponseHeaders().add("Location", "/elsewhere");
          exchange.sendResponseHeaders(302, -1);
        });
    fetchArchive();
    assertInPlace();
  }

  @Test
  void aWrongArchiveIsRefusedAndTheDownloadRemoved() {
    serve(FILE, exchange -> send(exchange, TinySet.gzip(new byte[1024])));
    assertFails("lacks t10k-images-idx3-ubyte");
    assertFalse(Files.exists(part()));
  }

  @Test
  void aWrongChecksumIsRefused() throws IOException {
    for (Map.Entry<String, byte[]> file : TinySet.FILES.entrySet()) {
      byte[] wrong = file.getValue().clone();
      wrong[wrong.length - 1] ^= 1;
      byte[] packed = TinySet.gzip(wrong);
      serve("/tiny/" + file.getKey() + ".gz", exchange -> send(exchange, packed));
    }
    CliException e = assertThrows(CliException.class, () -> fetch(new WebFiles(uri("/tiny/"))));
    assertTrue(e.getMessage().contains("train-images-idx3-ubyte has SHA-256 "), e.getMessage());
    assertFalse(Files.exists(temp.resolve("tiny")));
    assertEquals(1, ranges.size());
  }

  @Test
  void aDownloadThatIsCutOffGoesOn() throws Exception {
    serve(
        FILE,
        exchange -> {
          if (ranges.size() == 1) {
            sendHalf(exchange, archive);
          } else {
            sendRange(exchange, archive);
          }
        });
    fetchArchive();
    assertInPlace();
    assertEquals(List.of("", "bytes=%d-".formatted(archive.length / 2)), ranges);
  }

  @Test
  void aDownloadOfAnEarlierRunGoesOn() throws Exception {
    leavePart(Arrays.copyOf(archive, 100));
    serve(FILE, exchange -> sendRange(exchange, archive));
    fetchArchive();
    assertInPlace();
    assertEquals(List.of("bytes=100-"), ranges);
  }

  @Test
  void aWholeDownloadOfAnEarlierRunIsTaken() throws Exception {
    leavePart(archive);
    serve(FILE, exchange -> sendRange(exchange, archive));
    fetchArchive();
    assertInPlace();
    assertEquals(1, ranges.size());
  }

  @Test
  void aServerWithoutRangesSendsTheWholeFileAgain() throws Exception {
    leavePart(new byte[100]);
    serve(FILE, exchange -> send(exchange, archive));
    fetchArchive();
    assertInPlace();
  }

  @Test
  void aBeginningOfAnotherFileIsThrownAway() throws Exception {
    leavePart(new byte[100]);
    serve(FILE, exchange -> sendRange(exchange, archive));
    fetchArchive();
    assertInPlace();
    assertEquals(List.of("bytes=100-", ""), ranges);
  }

  @Test
  void aBeginningLongerThanTheFileIsThrownAway() throws Exception {
    leavePart(new byte[archive.length + 1]);
    serve(FILE, exchange -> sendRange(exchange, archive));
    fetchArchive();
    assertInPlace();
  }

  @Test
  void aDownloadThatNeverEndsWellIsKeptForLater() throws Exception {
    serve(
        FILE,
        exchange -> {
          if (ranges.size() == 1) {
            sendHalf(exchange, archive);
          } else {
            exchange.sendResponseHeaders(503, -1);
          }
        });
    assertFails("answered 503");
    assertArrayEquals(Arrays.copyOf(archive, archive.length / 2), Files.readAllBytes(part()));
  }

  @Test
  void aMissingFileIsTold() {
    serve(FILE, exchange -> exchange.sendResponseHeaders(404, -1));
    assertFails("answered 404");
  }

  @Test
  void aServerThatDoesNotAnswerIsGivenUp() {
    serve(FILE, exchange -> over.await());
    assertFails("no answer in time");
  }

  @Test
  void aServerThatStopsSendingIsGivenUp() {
    serve(
        FILE,
        exchange -> {
          if (ranges.size() == 1) {
            sendHalf(exchange, archive);
          } else {
            exchange.sendResponseHeaders(200, archive.length);
            exchange.getResponseBody().flush();
          }
          over.await();
        });
    assertFails("nothing came for");
  }

  @Test
  void aServerThatIsNotThereIsTold() {
    server.stop(0);
    assertFails("cannot connect");
  }

  @Test
  void aHostThatIsNotThereIsTold() {
    URI nowhere = URI.create("http://lanewise.invalid/x.tar.gz");
    CliException e = assertThrows(CliException.class, () -> fetch(new WebArchive(nowhere, 1)));
    assertTrue(e.getMessage().contains(nowhere + ": host not found"), e.getMessage());
  }

  @Test
  void moreThanTheExpectedSizeIsRefused() {
    serve(FILE, exchange -> send(exchange, new byte[archive.length + 1]));
    assertFails("more than the expected %d bytes".formatted(archive.length));
  }

  @Test
  void moreThanTheExpectedSizeIsRefusedWithoutALength() {
    serve(
        FILE,
        exchange -> {
          exchange.sendResponseHeaders(200, 0); // chunked
          exchange.getResponseBody().write(new byte[archive.length + 1]);
        });
    assertFails("more than the expected %d bytes".formatted(archive.length));
  }

  @Test
  void anInterruptEndsAWait() {
    Thread fetching = Thread.currentThread();
    serve(
        FILE,
        exchange -> {
          sendHalf(exchange, archive);
          fetching.interrupt();
          over.await();
        });
    assertThrows(InterruptedException.class, this::fetchArchive);
    assertFalse(Files.exists(temp.resolve("tiny")));
  }
}
