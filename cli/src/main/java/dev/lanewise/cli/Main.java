package dev.lanewise.cli;

import dev.lanewise.cli.console.CliException;
import dev.lanewise.cli.console.ExitCode;
import dev.lanewise.cli.console.FileErrors;
import dev.lanewise.cli.console.FileNames;
import dev.lanewise.cli.console.FileNames.UnusableName;
import dev.lanewise.cli.console.ResultStream;
import dev.lanewise.cli.console.Stopwatch;
import dev.lanewise.cli.options.Converters;
import dev.lanewise.io.MalformedFileException;
import dev.lanewise.memory.MemoryBudgetException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The root command, and how every error becomes one line and an exit code. */
@Command(
    name = "lanewise",
    description = "Trains fully connected neural networks at native speed in pure Java.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      TrainCommand.class,
      GridCommand.class,
      EvaluateCommand.class,
      PredictCommand.class,
      DataCommand.class,
      DoctorCommand.class,
      GradcheckCommand.class,
      CompletionCommand.class
    },
    footer = {"", "Example: lanewise train --data cifar10 --epochs 10"})
public final class Main implements Runnable {

  /** What picocli says of a value that is not in its list. */
  private static final Pattern ONE_OF =
      Pattern.compile("expected one of \\[(.*)] \\(case-insensitive\\) but was '(.*)'$");

  @Spec private CommandSpec command;

  private Main() {}

  /** Runs the command line and exits with its code. */
  public static void main(String[] args) {
    Stopwatch.start();
    Locale.setDefault(Locale.ROOT); // the same digits everywhere, in messages of the JDK too
    ResultStream.install();
    int code = run(args);
    System.out.flush();
    if (ResultStream.readerLeft() && code == ExitCode.DONE) {
      code = ExitCode.READER_LEFT;
    } else if (ResultStream.lost() && code == ExitCode.DONE) {
      System.err.println("lanewise: stdout cannot be written");
      code = ExitCode.RESOURCES;
    }
    System.exit(code);
  }

  private static int run(String[] args) {
    try {
      return commandLine().execute(args);
    } catch (OutOfMemoryError e) {
      System.err.println("lanewise: " + FileErrors.describe(e));
      return ExitCode.RESOURCES;
    } catch (Error e) {
      if (FileErrors.lacksDescriptors(e)) {
        System.err.println("lanewise: too many open files; a higher limit (ulimit -n) helps");
        return ExitCode.RESOURCES;
      }
      System.err.println("lanewise: a fault of ours, please report it: " + e);
      return ExitCode.FAULT;
    }
  }

  static CommandLine commandLine() {
    return Converters.register(new CommandLine(new Main()))
        .setParameterExceptionHandler(Main::usageError)
        .setExecutionExceptionHandler((e, command, parsed) -> failure(e, command))
        .registerConverter(Path.class, Main::path)
        .setHelpFactory(TerminalHelp::of)
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  private static Path path(String name) {
    try {
      return FileNames.path(name);
    } catch (UnusableName e) {
      throw new TypeConversionException("'" + name + "': " + e.getMessage());
    } catch (InvalidPathException e) {
      throw new TypeConversionException("'" + name + "' is no name that a file can have");
    }
  }

  @Override
  public void run() {
    command.commandLine().usage(command.commandLine().getOut());
  }

  private static int usageError(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    report(command, args, e, message(e) + " (see " + name + " --help)");
    return ExitCode.USAGE;
  }

  /** Of what is unknown the first only, since the others may be its values; and what is like it. */
  private static String message(ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched) {
      CommandSpec spec = e.getCommandLine().getCommandSpec();
      String first = unmatched.getUnmatched().getFirst();
      if (unmatched.isUnknownOption()) {
        return "Unknown option: '%s'%s".formatted(first, Suggestions.option(spec, first));
      }
      return spec.subcommands().isEmpty()
          ? "Unexpected argument: '%s'".formatted(first)
          : "Unknown command: '%s'%s".formatted(first, Suggestions.command(spec, first));
    }
    Matcher choice = ONE_OF.matcher(FileErrors.oneLine(e));
    return choice.replaceAll(found ->
        Matcher.quoteReplacement(
            "'%s' is none of %s"
                .formatted(found.group(2), found.group(1).toLowerCase(Locale.ROOT))));
  }

  private static int failure(Exception e, CommandLine command) {
    String[] args = command.getParseResult().originalArgs().toArray(String[]::new);
    return switch (e) {
      case CliException known when known.exitCode() == ExitCode.READER_LEFT -> known.exitCode();
      case CliException known -> {
        report(command, args, e, FileErrors.oneLine(known));
        yield known.exitCode();
      }
      case MalformedFileException malformed -> {
        report(command, args, e, FileErrors.oneLine(malformed));
        yield ExitCode.BAD_DATA;
      }
      case IOException io when FileErrors.lacksDescriptors(io) -> {
        report(command, args, e, FileErrors.describe(io) + "; a higher limit (ulimit -n) helps");
        yield ExitCode.RESOURCES;
      }
      case IOException io -> {
        report(command, args, e, FileErrors.describe(io));
        yield ExitCode.BAD_DATA;
      }
      case MemoryBudgetException memory -> {
        report(command, args, e, FileErrors.oneLine(memory));
        yield ExitCode.RESOURCES;
      }
      default -> {
        report(command, args, e, "a fault of ours, please report it (--debug shows more): " + e);
        yield ExitCode.FAULT;
      }
    };
  }

  private static void report(CommandLine command, String[] args, Exception e, String line) {
    PrintWriter err = command.getErr();
    err.println("lanewise: " + line);
    if (Arrays.asList(args).contains("--debug")) {
      e.printStackTrace(err);
    }
    err.flush();
  }
}
