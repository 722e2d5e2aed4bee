package dev.lanewise.cli.fetch;

import dev.lanewise.cli.console.CliException;
import dev.lanewise.cli.console.ExitCode;
import dev.lanewise.cli.console.FileErrors;
import dev.lanewise.cli.console.FileNames;
import dev.lanewise.cli.console.FileNames.UnusableName;
import dev.lanewise.cli.console.ProgressLine;
import dev.lanewise.cli.console.SignalInterrupt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The data sets of this machine: those known by name, and where each one is or would be. */
public final class DataSetCache {

  private final List<KnownDataSet> known;
  private final Path root;
  private final Timeouts timeouts;
  private final Programs programs;

  /** Sets that do not ship live below {@code root}, each in a folder of its name. */
  public DataSetCache(List<KnownDataSet> known, Path root, Timeouts timeouts, Programs programs) {
    this.known = known;
    this.root = root;
    this.timeouts = timeouts;
    this.programs = programs;
  }

  /** Every known set. */
  public List<KnownDataSet> known() {
    return known;
  }

  /** The known set of a name. */
  public Optional<KnownDataSet> find(String name) {
    return known.stream().filter(set -> set.name().equals(name)).findFirst();
  }

  /** The names of all known sets, with commas. */
  public String names() {
    return known.stream().map(KnownDataSet::name).collect(Collectors.joining(", "));
  }

  /** The folder of a set, there or not. */
  public Path folderOf(KnownDataSet set) {
    return set.ships() ? home().resolve("data").resolve(set.name()) : root.resolve(set.name());
  }

  /** Whether every file of the set seems to be there; {@link #check} looks at the content. */
  public boolean holds(KnownDataSet set) {
    if (set.ships() && System.getProperty("lanewise.home") == null) {
      return false;
    }
    Path folder = folderOf(set);
    return Files.isDirectory(folder)
        && set.files().stream().allMatch(file -> file.in(folder).isPresent());
  }

  /** The root of the checkout or distribution. */
  private static Path home() {
    return Optional.ofNullable(System.getProperty("lanewise.home"))
        .map(Path::of)
        .orElseThrow(() ->
            new CliException(
                ExitCode.BAD_DATA,
                "the sample lies with Lanewise, but the property lanewise.home, which tells"
                    + " where that is, is not set; the lanewise script sets it"));
  }

  /**
   * Fetches a set if it is not there.
   *
   * @return what it came from; empty if it was there
   * @throws CliException as {@link Fetcher#fetch}, or if a set that ships is missing
   */
  public Optional<String> fetch(KnownDataSet set, ProgressLine progress)
      throws IOException, InterruptedException {
    if (!set.ships()) {
      return new Fetcher(root, timeouts, programs, progress).fetch(set);
    }
    if (!holds(set)) {
      throw new CliException(
          ExitCode.BAD_DATA,
          folderOf(set) + ": is missing; expected the folder that ships with Lanewise");
    }
    return Optional.empty();
  }

  /**
   * Checks every file of a set that is there.
   *
   * @throws CliException if a file is missing or has another content
   */
  public void check(KnownDataSet set) {
    Path folder = folderOf(set);
    try {
      for (ExpectedFile file : set.files()) {
        file.check(folder);
      }
    } catch (IOException e) {
      throw new CliException(
          ExitCode.BAD_DATA,
          "%s: %s; remove the folder to have the set fetched again"
              .formatted(folder, FileErrors.describe(e)),
          e);
    }
  }

  /**
   * The folder that {@code --data} means: of a known set, fetched if it is missing, or any other.
   *
   * @throws CliException if it is neither a known name nor there, or as {@link #fetch}; with {@link
   *     ExitCode#INTERRUPTED} if a signal came
   */
  public Path locate(String nameOrPath, ProgressLine progress) throws IOException {
    Optional<KnownDataSet> set = find(nameOrPath);
    if (set.isEmpty()) {
      return placeOf(nameOrPath);
    }
    try (SignalInterrupt _ = new SignalInterrupt()) {
      fetch(set.get(), progress);
      return folderOf(set.get());
    } catch (InterruptedException e) {
      throw new CliException(ExitCode.INTERRUPTED, "interrupted", e);
    }
  }

  /**
   * The folder that {@code --data} means; that of a known set may be still to be fetched.
   *
   * @throws CliException if it is neither a known name nor there
   */
  public Path placeOf(String nameOrPath) {
    return find(nameOrPath).map(this::folderOf).orElseGet(() -> existing(nameOrPath));
  }

  private Path existing(String path) {
    String wrong = "no such folder";
    try {
      if (!path.isEmpty() && Files.exists(FileNames.path(path))) {
        return FileNames.path(path);
      }
    } catch (UnusableName e) {
      wrong = FileErrors.oneLine(e);
    } catch (InvalidPathException e) {
      // no such path can be there
    }
    throw new CliException(
        ExitCode.BAD_DATA,
        "%s: %s, nor a known data set; known are %s".formatted(path, wrong, names()));
  }
}
