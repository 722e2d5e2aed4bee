package dev.lanewise.cli.fetch;

import java.io.IOException;
import java.net.URI;

/**
 * The files of a set on the web, each packed with gzip.
 *
 * @param folder the address before the names, with a slash at its end
 */
record WebFiles(URI folder) implements Source {

  /** Packed files are hardly ever larger than unpacked ones, and then by a few bytes. */
  private static final long MOST_OVERHEAD = 1 << 16;

  @Override
  public String describe() {
    return folder.toString();
  }

  @Override
  public void fetch(FetchContext context) throws IOException, InterruptedException {
    for (ExpectedFile file : context.set().files()) {
      context.bring(
          folder.resolve(file.packedName()),
          file.bytes() + MOST_OVERHEAD,
          (packed, content) -> GzipFile.unpack(packed, file.name(), content));
    }
  }
}
