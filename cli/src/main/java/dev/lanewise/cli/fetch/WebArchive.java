package dev.lanewise.cli.fetch;

import java.io.IOException;
import java.net.URI;

/**
 * A tar.gz file on the web that holds all files of a set.
 *
 * @param uri where it is
 * @param bytes its size; a larger one is not taken
 */
record WebArchive(URI uri, long bytes) implements Source {

  @Override
  public String describe() {
    return uri.toString();
  }

  @Override
  public void fetch(FetchContext context) throws IOException, InterruptedException {
    context.bring(uri, bytes, TarGz::unpack);
  }
}
