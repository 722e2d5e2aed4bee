package dev.lanewise.cli.options;

import dev.lanewise.cli.console.CliException;
import dev.lanewise.cli.console.ProgressLine;
import dev.lanewise.cli.fetch.DataSetCache;
import dev.lanewise.data.DataSet;
import dev.lanewise.data.DataSets;
import dev.lanewise.data.SplitSizes;
import dev.lanewise.data.UndividedData;
import dev.lanewise.memory.Workspace;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which data a command works on, and how it is divided. */
public final class DataOptions {

  private static final String SAMPLE = "sample";

  @Option(
      names = "--data",
      paramLabel = "NAME|PATH",
      description =
          "sample (ships with Lanewise), cifar10, fashion-mnist, mnist (fetched once when missing),"
              + " or a folder of CIFAR-10 .bin files or of IDX files (also .gz). Default: sample;"
              + " for evaluate and predict the known set that the model was trained on.")
  private Optional<String> data = Optional.empty();

  @Mixin private final DataFolderOption folder;

  @Option(
      names = "--train-size",
      paramLabel = "N",
      description =
          "Train on the first N training samples, and where there are fewer also on the first of a"
              + " set's own validation samples. Default: cifar10 49000, fashion-mnist and mnist"
              + " 55000, sample 12000.")
  private Optional<Integer> trainSize = Optional.empty();

  @Option(
      names = "--validation-size",
      paramLabel = "N",
      description =
          "Validate on N samples, those directly after the training samples. Default: cifar10"
              + " 1000, fashion-mnist and mnist 5000, sample 2000 of its own.")
  private Optional<Integer> validationSize = Optional.empty();

  @Option(
      names = "--test-size",
      paramLabel = "N",
      description = "Test on the first N test samples. Default: all.")
  private Optional<Integer> testSize = Optional.empty();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  /** The options for the sets known by name. */
  public DataOptions() {
    this(new DataFolderOption());
  }

  /** The options for other sets. */
  public DataOptions(DataFolderOption folder) {
    this.folder = folder;
  }

  /**
   * Reads the data into {@code workspace}, fetched before if it is a known set that is missing. The
   * set bears the known name or that of its folder.
   *
   * @param err where to tell what is being fetched, unless {@code common} asks for quiet
   * @throws ParameterException if the sizes do not fit the data
   * @throws CliException if the data is nowhere, or as {@link DataSetCache#locate}
   * @throws IOException if the data is malformed
   */
  public DataSet open(Workspace workspace, PrintWriter err, CommonOptions common)
      throws IOException {
    return divide(read(workspace, err, common));
  }

  /** Whether the option is there; without it a model tells its data. */
  public boolean isGiven() {
    return data.isPresent();
  }

  /** Whether a known set has this name. */
  public boolean knows(String name) {
    return folder.cache().find(name).isPresent();
  }

  /** As {@link #open}, before the data is divided. */
  public UndividedData read(Workspace workspace, PrintWriter err, CommonOptions common)
      throws IOException {
    return readKnown(data.orElse("sample"), workspace, err, common);
  }

  /** As {@link #read}, whatever the option says. */
  public UndividedData readKnown(
      String name, Workspace workspace, PrintWriter err, CommonOptions common) throws IOException {
    sizes(); // what is wrong with an option is told before anything is fetched or read
    ProgressLine progress = new ProgressLine(err, common.tellsProgress());
    Path path = folder.cache().locate(name, progress);
    try (var _ = progress.show("reading " + path)) {
      return DataSets.read(path, workspace);
    }
  }

  /**
   * The parts that the options ask for.
   *
   * @throws ParameterException if the sizes do not fit the data
   */
  public DataSet divide(UndividedData whole) {
    try {
      return whole.divide(sizes());
    } catch (IllegalArgumentException e) {
      throw wrongUsage(e);
    }
  }

  /**
   * Where {@link #open} looks for files; nowhere if it is going to say that there is no such data.
   */
  public List<Path> places() {
    try {
      return DataSets.places(folder.cache().placeOf(data.orElse(SAMPLE)));
    } catch (CliException e) {
      return List.of();
    }
  }

  /** What {@code --data} was given, a name or a path; empty if that is the default. */
  public Optional<String> argument() {
    return data.filter(text -> !text.equals(SAMPLE));
  }

  /** What {@code --data-dir} was given; empty without. */
  public Optional<Path> folder() {
    return folder.argument();
  }

  /** That the option is needed. */
  public ParameterException needed(String why) {
    return new ParameterException(command.commandLine(), why + "; name the data with --data");
  }

  /**
   * The sizes that were asked for.
   *
   * @throws ParameterException if one is out of range
   */
  public SplitSizes sizes() {
    try {
      return new SplitSizes(asInt(trainSize), asInt(validationSize), asInt(testSize));
    } catch (IllegalArgumentException e) {
      throw wrongUsage(e);
    }
  }

  private ParameterException wrongUsage(IllegalArgumentException e) {
    return new ParameterException(command.commandLine(), e.getMessage(), e);
  }

  private static OptionalInt asInt(Optional<Integer> value) {
    return value.isPresent() ? OptionalInt.of(value.get()) : OptionalInt.empty();
  }
}
