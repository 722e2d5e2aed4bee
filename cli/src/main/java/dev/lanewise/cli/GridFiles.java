package dev.lanewise.cli;

import dev.lanewise.cli.console.CliException;
import dev.lanewise.cli.console.ExitCode;
import dev.lanewise.cli.console.Json;
import dev.lanewise.cli.console.MemoryLimit;
import dev.lanewise.io.MalformedFileException;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.Param;
import dev.lanewise.search.Search;
import dev.lanewise.search.Trial;
import dev.lanewise.search.TrialResult;
import dev.lanewise.train.Classifier;
import dev.lanewise.train.ModelFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The files that {@code grid} writes, and those that it goes on with. */
final class GridFiles {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--results",
      paramLabel = "FILE",
      description = {
        "Write a line for each trial as it ends: CSV, or JSON Lines if the name ends with .jsonl."
            + " The file must not exist. While the search is in work a checkpoint lies beside it,"
            + " whose name has .checkpoint at its end. Default: none is written."
      })
  private Optional<Path> results = Optional.empty();

  @Option(
      names = "--resume",
      description = {
        "Go on with the FILE of --results, and its checkpoint, of a search that was interrupted or"
            + " killed; or begin, if there is none. The other options must be as they were."
      })
  private boolean resume;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description =
          "Write the best model there whenever it changes, as safetensors. Default: none is"
              + " written.")
  private Optional<Path> model = Optional.empty();

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = {
        "Write a page with all trials in a table and in pictures, one HTML file that needs nothing"
            + " else. Default: none is written."
      })
  private Optional<Path> report = Optional.empty();

  /** Whether the best model is to be written. */
  boolean writesModel() {
    return model.isPresent();
  }

  /** Finds out before the work begins that a file cannot be written, or must not be. */
  void check(OutputOptions outputs) {
    if (resume && results.isEmpty()) {
      throw usage("--resume needs the --results FILE to go on with");
    }
    boolean resumed = resume && results.filter(Files::exists).isPresent();
    List<Path> files = written();
    if (!OutputNames.areDistinct(files)) {
      throw usage(
          "--results, its checkpoint, --model and --report need files of their own, got "
              + files.stream().map(Path::toString).collect(Collectors.joining(", ")));
    }
    model.ifPresent(file -> outputs.check(file, OutputKind.MODEL, resumed));
    report.ifPresent(file -> outputs.check(file, OutputKind.REPORT, resumed));
    results.ifPresent(file -> ResultsFile.check(file, resume));
    outputs.tellReplaced();
  }

  /** Whether the search can go on after an interruption. */
  boolean canResume() {
    return results.isPresent();
  }

  /** All files that are written. */
  List<Path> written() {
    List<Path> files = new ArrayList<>();
    model.ifPresent(files::add);
    report.ifPresent(files::add);
    results.ifPresent(file -> files.addAll(List.of(file, ResultsFile.checkpoint(file))));
    return files;
  }

  private ParameterException usage(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  /**
   * The results file, if there is to be one; the search goes on with what it holds if it is to be
   * resumed.
   *
   * @param shared what all trials have in common
   * @throws dev.lanewise.io.MalformedFileException if the files are damaged or of another search
   */
  Optional<ResultsFile> open(Search search, List<Trial> trials, RunContext shared, boolean halving)
      throws IOException {
    if (results.isEmpty()) {
      return Optional.empty();
    }
    Path file = results.get();
    search.checkpoint(ResultsFile.checkpoint(file));
    ResultLines lines = new ResultLines(file, shared, halving, search.atAllRungs(trials));
    ResultsFile opened = ResultsFile.open(file, lines, resume);
    try {
      if (resume) {
        resume(search, trials, file, opened.read());
      }
      return Optional.of(opened);
    } catch (IOException | RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private static void resume(Search search, List<Trial> trials, Path file, List<TrialResult> ended)
      throws IOException {
    boolean halving = Boolean.TRUE.equals(search.fingerprint().get("halving"));
    boolean some = !ended.isEmpty() && ended.size() < trials.size();
    if (halving && some && !Files.exists(ResultsFile.checkpoint(file))) {
      throw new MalformedFileException(
          file,
          "",
          "has %d trials of a halving search, and there is no checkpoint".formatted(ended.size()),
          trials.size() + " trials, those that were ranked; nothing was changed");
    }
    search.resume(trials, ended);
  }

  /**
   * Writes the best model, if there is a file for it.
   *
   * @param testAccuracy NaN while it is not known
   */
  void writeModel(Search search, RunContext shared, double testAccuracy) {
    if (model.isEmpty()) {
      return;
    }
    try (Workspace workspace = new Workspace(MemoryLimit.availableBytes())) {
      Outputs.writeModel(
          model.get(),
          search.bestClassifier(workspace),
          Provenance.of(shared, search.best().orElseThrow(), testAccuracy));
    }
  }

  /** Whether the model file of an earlier search holds the best model; then the search takes it. */
  boolean takeBest(Search search, Kernels kernels) {
    if (model.isEmpty() || !Files.exists(model.get())) {
      return false;
    }
    try (Workspace workspace = new Workspace(MemoryLimit.availableBytes())) {
      Classifier classifier = ModelFile.read(model.get(), kernels, workspace).classifier();
      List<Matrix> values = classifier.net().params().stream().map(Param::value).toList();
      return search.takeBest(values);
    } catch (IOException e) {
      return false; // it is written anew
    }
  }

  /** The model file, if there is a best model in it. */
  Optional<Path> model(Search search) {
    return model.filter(file -> search.hasBestModel());
  }

  /** Writes the page, if there is a file for it; see {@link GridPage#write}. */
  void writeReport(Json document, List<String> command) {
    report.ifPresent(file -> GridPage.write(file, document, command));
  }

  /** The page, if it was asked for. */
  Optional<Path> report() {
    return report;
  }

  /** What a trial trained again should have been. */
  void requireSame(TrialResult known, TrialResult again) {
    if (!again.witness().equals(known.witness())) {
      throw new CliException(
          ExitCode.BAD_DATA,
          "%s: trial %d has the weights %s, but trained again %s; expected the same: was the file"
                  .formatted(
                      results.map(Path::toString).orElse(""),
                      known.trial().number(),
                      known.witness(),
                      again.witness())
              + " changed, or written by another version?");
    }
  }

  /** A checkpoint that cannot be written. */
  CliException unwritable(UncheckedIOException e) {
    IOException cause = Optional.ofNullable(e.getCause()).orElseThrow();
    return Outputs.unwritten(
        ResultsFile.checkpoint(results.orElseThrow()), "the checkpoint", cause);
  }
}
