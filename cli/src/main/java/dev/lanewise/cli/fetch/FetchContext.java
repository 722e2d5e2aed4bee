package dev.lanewise.cli.fetch;

import dev.lanewise.cli.console.ProgressLine;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * The set, folders and tools of one fetch, for a {@link Source}.
 *
 * @param set the set to fetch
 * @param work a folder of this fetch alone, beside the set's future place
 * @param content where the set's files go
 * @param download what brings files from the web
 * @param programs the other programs of this machine
 * @param progress where to tell how far it is
 */
record FetchContext(
    KnownDataSet set,
    Path work,
    ContentFolder content,
    Download download,
    Programs programs,
    ProgressLine progress) {

  /** The folder of partial downloads, which a later fetch continues. */
  static final String DOWNLOADS = "download";

  /** Reads the set's files out of a file. */
  @FunctionalInterface
  interface Unpacking {

    /**
     * Puts the files into {@code into}.
     *
     * @throws IOException if the file or a file in it is not what it should be
     */
    void unpack(Path file, ContentFolder into) throws IOException;
  }

  /**
   * Brings a file from the web and unpacks it. If what was put together from several attempts
   * proves wrong, perhaps since the file changed meanwhile, it is brought once more from its start.
   */
  void bring(URI uri, long mostBytes, Unpacking unpacking)
      throws IOException, InterruptedException {
    String path = uri.getPath();
    Path file =
        Folders.createPrivate(work.resolve(DOWNLOADS))
            .resolve(path.substring(path.lastIndexOf('/') + 1));
    boolean mayRepeat = true;
    while (true) {
      tellSource(uri.toString());
      boolean resumed = download.bring(uri, file, mostBytes);
      tellUnpacking();
      Set<String> before = content.taken();
      try {
        unpacking.unpack(file, content);
        Files.delete(file);
        return;
      } catch (IOException e) {
        if (Thread.currentThread().isInterrupted()) {
          throw e; // the download is whole and stays
        }
        Files.delete(file);
        content.keepOnly(before);
        if (!resumed || !mayRepeat) {
          throw e;
        }
        mayRepeat = false;
      }
    }
  }

  /** Has another program of this machine do its part; see {@link Programs#run}. */
  void run(Path folder, String... command) throws IOException, InterruptedException {
    programs.run(folder, progress::tick, command);
  }

  /** Tells where files are now being fetched. */
  void tellSource(String source) {
    progress.phase("%s: %s".formatted(set.name(), source));
  }

  /** Tells that the files are there and are looked at. */
  void tellUnpacking() {
    progress.phase(set.name() + ": checking and unpacking");
  }

  /** An empty folder for another program to work in. */
  Path privateFolder() throws IOException {
    Path folder = work.resolve("package");
    Folders.delete(folder);
    return Folders.createPrivate(folder);
  }
}
