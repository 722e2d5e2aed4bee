package dev.lanewise.cli.fetch;

import dev.lanewise.cli.console.ProgressLine;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Downloads a file; continues an earlier attempt, of this or another run, that was cut off. The
 * caller checks the content.
 */
final class Download {

  private static final int BLOCK = 1 << 16;
  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int BAD_RANGE = 416;

  private final Timeouts timeouts;
  private final ProgressLine progress;

  Download(Timeouts timeouts, ProgressLine progress) {
    this.timeouts = timeouts;
    this.progress = progress;
  }

  /**
   * Brings the file. An attempt that is cut off is repeated as long as it brought something.
   *
   * @param file where it goes; what is there is taken for its beginning
   * @param mostBytes a larger file is given up
   * @return whether the file was put together from several attempts
   * @throws IOException if it cannot be had; the message says why, but does not name the address
   */
  boolean bring(URI uri, Path file, long mostBytes) throws IOException, InterruptedException {
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(timeouts.connect())
            .build();
    try {
      Folders.deleteUnlessPlain(file);
      boolean resumed = sizeOf(file) > 0;
      while (true) {
        long before = sizeOf(file);
        try {
          attempt(client, uri, file, mostBytes);
          return resumed;
        } catch (Refusal e) {
          throw e;
        } catch (IOException e) {
          if (Thread.currentThread().isInterrupted() || sizeOf(file) <= before) {
            throw described(e);
          }
          resumed = true;
        }
      }
    } finally {
      client.shutdownNow();
    }
  }

  private void attempt(HttpClient client, URI uri, Path file, long mostBytes)
      throws IOException, InterruptedException {
    long have = sizeOf(file);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(timeouts.answer());
    if (have > 0) {
      request.header("Range", "bytes=" + have + "-");
    }
    HttpResponse<InputStream> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      int status = response.statusCode();
      if (status == OK) {
        Files.deleteIfExists(file);
        receive(body, file, extent(response, 0, mostBytes));
      } else if (have > 0 && status == PARTIAL && startsAt(response, have)) {
        receive(body, file, extent(response, have, mostBytes));
      } else if (have > 0 && status == BAD_RANGE && isWhole(response, have)) {
        return;
      } else if (have > 0 && (status == PARTIAL || status == BAD_RANGE)) {
        Files.delete(file);
        attempt(client, uri, file, mostBytes);
      } else {
        throw new Refusal("answered %d".formatted(status));
      }
    }
  }

  private static Extent extent(HttpResponse<?> response, long start, long most) {
    OptionalLong length = response.headers().firstValueAsLong("Content-Length");
    return new Extent(start, length.isPresent() ? start + length.getAsLong() : 0, most);
  }

  /** Where a body begins in its file, the size of the file (0 if untold) and the allowed size. */
  private record Extent(long start, long total, long most) {}

  private void receive(InputStream body, Path file, Extent extent)
      throws IOException, InterruptedException {
    byte[] block = new byte[BLOCK];
    long done = extent.start();
    try (NewFile out = NewFile.append(file)) {
      for (int count = read(body, block); count >= 0; count = read(body, block)) {
        done += count;
        if (Math.max(done, extent.total()) > extent.most()) {
          throw new Refusal("more than the expected %d bytes".formatted(extent.most()));
        }
        out.write(block, 0, count);
        progress.bytes(done, extent.total());
      }
    }
    if (done < extent.total()) {
      throw new IOException("ended after %d of %d bytes".formatted(done, extent.total()));
    }
  }

  /**
   * Reads what is there, but does not wait for ever; the caller closes the body, which frees it.
   */
  private int read(InputStream body, byte[] block) throws IOException, InterruptedException {
    FutureTask<Integer> read = new FutureTask<>(() -> body.read(block));
    Thread.startVirtualThread(read);
    try {
      return read.get(timeouts.stall().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException("nothing came for %d s".formatted(timeouts.stall().toSeconds()), e);
    } catch (ExecutionException e) {
      throw new IOException("cut off: " + reason(e), e);
    }
  }

  private static String reason(ExecutionException e) {
    return Optional.ofNullable(e.getCause()).map(Throwable::getMessage).orElse("no reason told");
  }

  private static boolean startsAt(HttpResponse<?> response, long offset) {
    return contentRange(response).startsWith("bytes " + offset + "-");
  }

  private static boolean isWhole(HttpResponse<?> response, long size) {
    return contentRange(response).equals("bytes */" + size);
  }

  private static String contentRange(HttpResponse<?> response) {
    return response.headers().firstValue("Content-Range").orElse("");
  }

  private static long sizeOf(Path file) throws IOException {
    return Files.exists(file) ? Files.size(file) : 0;
  }

  private static IOException described(IOException e) {
    return switch (e) {
      case HttpTimeoutException late -> new IOException("no answer in time", late);
      case ConnectException refused ->
          new IOException(hasUnknownHost(refused) ? "host not found" : "cannot connect", refused);
      default -> e.getMessage() == null ? new IOException(e.toString(), e) : e;
    };
  }

  private static boolean hasUnknownHost(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException) {
        return true;
      }
    }
    return false;
  }

  /** An answer that another attempt would not change. */
  private static final class Refusal extends IOException {

    private static final long serialVersionUID = 1L;

    Refusal(String message) {
      super(message);
    }
  }
}
