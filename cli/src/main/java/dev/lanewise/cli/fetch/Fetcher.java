package dev.lanewise.cli.fetch;

import dev.lanewise.cli.console.CliException;
import dev.lanewise.cli.console.ExitCode;
import dev.lanewise.cli.console.ProgressLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Fetches known sets into a folder, each into a folder of its own that appears there whole or not
 * at all. A set is put together in {@code .<name>.partial} beside its place; what a killed fetch
 * left there is removed by the next one, but for downloads, which it goes on with.
 *
 * <p>Others may be able to write to that folder. What they put there under the names of this class
 * is not written through, waited for or gone on with.
 */
final class Fetcher {

  private final Path root;
  private final Timeouts timeouts;
  private final Programs programs;
  private final ProgressLine progress;

  Fetcher(Path root, Timeouts timeouts, Programs programs, ProgressLine progress) {
    this.root = root;
    this.timeouts = timeouts;
    this.programs = programs;
    this.progress = progress;
  }

  /**
   * Fetches a set, if its folder is missing or empty, from the first source that has it.
   *
   * @return what the set came from; empty if it was there
   * @throws CliException if no source has it, or it cannot be written
   * @throws InterruptedException if the thread was interrupted; nothing half is in place
   */
  Optional<String> fetch(KnownDataSet set) throws IOException, InterruptedException {
    Path target = root.resolve(set.name());
    if (!Folders.isVacant(target)) {
      return Optional.empty();
    }
    Folders.create(root);
    Path lockFile = root.resolve("." + set.name() + ".lock");
    Runnable onWait =
        () -> progress.phase(set.name() + ": waiting for another process that is fetching it");
    try (FetchLock _ = FetchLock.acquire(lockFile, onWait)) {
      return Folders.isVacant(target) ? Optional.of(fetchTo(target, set)) : Optional.empty();
    } catch (IOException e) {
      throw interruptionOr(e);
    } finally {
      progress.clear();
    }
  }

  private String fetchTo(Path target, KnownDataSet set) throws IOException, InterruptedException {
    Path work = root.resolve("." + set.name() + ".partial");
    removeLeftovers(work);
    Folders.createPrivate(work);
    List<IOException> failures = new ArrayList<>();
    try {
      for (Source source : set.sources()) {
        ContentFolder content = ContentFolder.create(work.resolve("content"), set);
        Download download = new Download(timeouts, progress);
        try {
          source.fetch(new FetchContext(set, work, content, download, programs, progress));
          content.requireComplete();
          if (!set.classNames().isEmpty()) {
            content.putLines("classes.txt", set.classNames());
          }
          Folders.place(content.path(), target);
          Folders.delete(work);
          return source.describe();
        } catch (IOException e) {
          failures.add(
              new IOException(source.describe() + ": " + interruptionOr(e).getMessage(), e));
        }
      }
    } finally {
      tidy(work);
    }
    throw impossible(target, set, failures);
  }

  /** The exception itself, unless it comes of an interrupt. */
  private static IOException interruptionOr(IOException e) throws InterruptedException {
    if (Thread.currentThread().isInterrupted()) {
      InterruptedException interrupted = new InterruptedException("interrupted");
      interrupted.initCause(e);
      throw interrupted;
    }
    return e;
  }

  /** Removes all of an earlier attempt but its downloads. */
  private static void removeLeftovers(Path work) throws IOException {
    Path downloads = work.resolve(FetchContext.DOWNLOADS);
    if (!Folders.isPrivate(work) || !Folders.isPrivate(downloads) || Folders.isVacant(downloads)) {
      Folders.delete(work);
      return;
    }
    List<Path> entries;
    try (Stream<Path> all = Files.list(work)) {
      entries = all.toList();
    }
    for (Path entry : entries) {
      if (!entry.equals(downloads)) {
        Folders.delete(entry);
      }
    }
  }

  /** Leaves no more behind than it must; what cannot be removed now the next fetch will remove. */
  private static void tidy(Path work) {
    try {
      removeLeftovers(work);
    } catch (IOException | CliException e) {
      return; // whatever ended the fetch is what matters
    }
  }

  private static CliException impossible(
      Path target, KnownDataSet set, List<IOException> failures) {
    List<String> tried = failures.stream().map(IOException::getMessage).toList();
    CliException impossible =
        new CliException(
            ExitCode.BAD_DATA,
            "%s cannot be fetched (tried %s); by hand, put %s into %s"
                .formatted(set.name(), String.join("; ", tried), set.fileNames(), target));
    failures.forEach(impossible::addSuppressed);
    return impossible;
  }
}
