package dev.lanewise.cli.options;

import dev.lanewise.cli.console.CliException;
import dev.lanewise.cli.console.ExitCode;
import dev.lanewise.cli.console.FileNames;
import dev.lanewise.cli.console.FileNames.UnusableName;
import dev.lanewise.cli.fetch.DataSetCache;
import dev.lanewise.cli.fetch.KnownDataSet;
import dev.lanewise.cli.fetch.KnownDataSets;
import dev.lanewise.cli.fetch.Programs;
import dev.lanewise.cli.fetch.Timeouts;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** Where fetched data sets live. */
public final class DataFolderOption {

  private static final String FOLDER = "lanewise";

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "Where fetched data sets live. Default: LANEWISE_DATA, else the user's cache folder"
              + " ($XDG_CACHE_HOME/lanewise or ~/.cache/lanewise, on macOS"
              + " ~/Library/Caches/lanewise).")
  private Optional<Path> folder = Optional.empty();

  private final List<KnownDataSet> known;
  private final Timeouts timeouts;
  private final Programs programs;

  /** The option for the sets of {@link KnownDataSets}. */
  public DataFolderOption() {
    this(KnownDataSets.ALL, Timeouts.USUAL, Programs.onPath());
  }

  /** The option for other sets. */
  public DataFolderOption(List<KnownDataSet> known, Timeouts timeouts, Programs programs) {
    this.known = known;
    this.timeouts = timeouts;
    this.programs = programs;
  }

  /** What the option was given; empty without. */
  public Optional<Path> argument() {
    return folder;
  }

  /** The folder, there or not. */
  public Path path() {
    return folder
        .filter(path -> !path.toString().isBlank())
        .orElseGet(() ->
            byDefault(
                name -> Optional.ofNullable(System.getenv(name)),
                System.getProperty("os.name"),
                path("the home folder", System.getProperty("user.home"))));
  }

  /** The names of the known sets that are there. */
  public List<String> present() {
    DataSetCache cache = cache();
    return cache.known().stream().filter(cache::holds).map(KnownDataSet::name).toList();
  }

  /** The data sets of this machine. */
  public DataSetCache cache() {
    return new DataSetCache(known, path(), timeouts, programs);
  }

  /** The folder without the option. */
  static Path byDefault(
      Function<String, Optional<String>> environment, String system, Path userHome) {
    Optional<Path> chosen = pathIn(environment, "LANEWISE_DATA");
    if (chosen.isPresent()) {
      return chosen.get();
    }
    Optional<Path> cache = pathIn(environment, "XDG_CACHE_HOME").filter(Path::isAbsolute);
    Path usual =
        system.startsWith("Mac")
            ? userHome.resolve("Library").resolve("Caches")
            : userHome.resolve(".cache");
    return cache.orElse(usual).resolve(FOLDER);
  }

  private static Path path(String from, String name) {
    try {
      return FileNames.path(name);
    } catch (UnusableName e) {
      throw new CliException(
          ExitCode.USAGE, "%s, '%s': %s".formatted(from, name, e.getMessage()), e);
    }
  }

  private static Optional<Path> pathIn(
      Function<String, Optional<String>> environment, String name) {
    return environment
        .apply(name)
        .filter(value -> !value.isBlank())
        .map(value -> path(name, value));
  }
}
