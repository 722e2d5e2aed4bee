package dev.lanewise.cli;

import dev.lanewise.cli.console.FileErrors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/**
 * The file that gives options. They become arguments in front of those that were typed, and the
 * command line is parsed once more: so each means what it means when it is typed, and is checked
 * like it. What is typed as well is left out.
 */
final class ConfigOption {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = {
        "Take options from this TOML file, each by its name without dashes, as hidden = 100; what"
            + " is typed wins. For train also a model file, whose run is repeated. Default: none."
      })
  private Optional<Path> file = Optional.empty();

  /** What reads the options of a model's run. */
  @FunctionalInterface
  interface ModelReader {
    /** The options of the run that made a model. */
    List<GivenOption> read(Path model) throws IOException;
  }

  /** Does a command's work with the options of the file, if there is one; a model is refused. */
  Integer call(Callable<Integer> work) throws Exception {
    return call(work, this::refuseModel);
  }

  /**
   * The same; the file may also be a model.
   *
   * @throws ParameterException if an option is wrong; the message names the file and the place
   */
  Integer call(Callable<Integer> work, ModelReader models) throws Exception {
    if (file.isEmpty()) {
      return work.call();
    }
    Path path = file.get();
    CommandLine line = command.commandLine();
    ParseResult typed = line.getParseResult();
    ConfigFile config = ConfigFile.read(path);
    List<GivenOption> given =
        config.isModel() ? models.read(path) : new TomlOptions(path, command).of(config.text());
    List<GivenOption> used =
        given.stream().filter(option -> !typed.hasMatchedOption(option.name())).toList();
    Stream<String> arguments = used.stream().map(GivenOption::argument);
    try {
      line.parseArgs(
          Stream.concat(arguments, typed.expandedArgs().stream()).toArray(String[]::new));
      return work.call();
    } catch (ParameterException e) {
      throw located(path, e, used);
    }
  }

  private List<GivenOption> refuseModel(Path model) {
    throw new ParameterException(
        command.commandLine(),
        "--config: %s is a model, whose run lanewise train --config repeats; expected a TOML file"
            .formatted(model));
  }

  /** The same error with the place of the option that it is about, where the file gives that. */
  private static ParameterException located(
      Path file, ParameterException e, List<GivenOption> given) {
    String message = FileErrors.oneLine(e);
    if (message.startsWith(file + ": ")) {
      return e;
    }
    String named =
        e.getArgSpec() instanceof CommandLine.Model.OptionSpec option
            ? option.longestName()
            : message;
    return given.stream()
        .filter(option -> option.isNamedBy(named))
        .findFirst()
        .map(option ->
            new ParameterException(
                e.getCommandLine(), "%s: %s: %s".formatted(file, option.place(), message), e))
        .orElse(e);
  }
}
