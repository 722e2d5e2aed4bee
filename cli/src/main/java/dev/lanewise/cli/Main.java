package dev.lanewise.cli;

import dev.lanewise.io.MalformedFileException;
import dev.lanewise.kernels.Backends;
import dev.lanewise.memory.MemoryBudgetException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.Locale;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The root command, and how every error becomes one line and an exit code. */
@Command(
    name = "lanewise",
    description = "Trains fully connected neural networks at native speed in pure Java.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {
      TrainCommand.class,
      EvaluateCommand.class,
      PredictCommand.class,
      DataCommand.class,
      DoctorCommand.class,
      GenerateCompletion.class
    },
    footer = {"", "Example: lanewise train --data cifar10 --hidden 100 --epochs 10"})
public final class Main implements Runnable {

  private static final long START = System.nanoTime();

  @Spec private CommandSpec command;

  private Main() {}

  /** Seconds since the program began. */
  static double secondsSinceStart() {
    return (System.nanoTime() - START) * 1e-9;
  }

  /** Runs the command line and exits with its code. */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT); // the same digits everywhere, in messages of the JDK too
    int code = run(args);
    if (System.out.checkError() && code == ExitCode.DONE) {
      System.err.println("lanewise: stdout cannot be written");
      code = ExitCode.RESOURCES;
    }
    System.exit(code);
  }

  private static int run(String[] args) {
    try {
      return commandLine().execute(args);
    } catch (OutOfMemoryError e) {
      System.err.println("lanewise: not enough memory: " + e.getMessage());
      return ExitCode.RESOURCES;
    } catch (Error e) {
      System.err.println("lanewise: a fault of ours, please report it: " + e);
      return ExitCode.FAULT;
    }
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setParameterExceptionHandler(Main::usageError)
        .setExecutionExceptionHandler((e, command, parsed) -> failure(e, command))
        .setUsageHelpWidth(100)
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  @Override
  public void run() {
    command.commandLine().usage(command.commandLine().getOut());
  }

  private static int usageError(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    report(command, args, e, oneLine(e) + " (see " + name + " --help)");
    return ExitCode.USAGE;
  }

  private static int failure(Exception e, CommandLine command) {
    String[] args = command.getParseResult().originalArgs().toArray(String[]::new);
    return switch (e) {
      case CliException known -> {
        report(command, args, e, oneLine(known));
        yield known.exitCode();
      }
      case MalformedFileException malformed -> {
        report(command, args, e, oneLine(malformed));
        yield ExitCode.BAD_DATA;
      }
      case IOException io -> {
        report(command, args, e, describe(io));
        yield ExitCode.BAD_DATA;
      }
      case MemoryBudgetException memory -> {
        report(command, args, e, oneLine(memory));
        yield ExitCode.RESOURCES;
      }
      default -> {
        report(command, args, e, "a fault of ours, please report it (--debug shows more): " + e);
        yield ExitCode.FAULT;
      }
    };
  }

  /** What an exception of java.nio says about a file, in words. */
  static String describe(IOException e) {
    return switch (e) {
      case NoSuchFileException missing -> missing.getFile() + ": no such file or folder";
      case AccessDeniedException denied -> denied.getFile() + ": permission denied";
      case FileNotFoundException missing -> oneLine(missing);
      case FileSystemException other when other.getReason() != null ->
          other.getFile() + ": " + other.getReason();
      default -> oneLine(e);
    };
  }

  private static String oneLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse(e.toString());
  }

  private static void report(CommandLine command, String[] args, Exception e, String line) {
    PrintWriter err = command.getErr();
    err.println("lanewise: " + line);
    if (Arrays.asList(args).contains("--debug")) {
      e.printStackTrace(err);
    }
    err.flush();
  }

  /** What {@code --version} prints. */
  static final class Version implements IVersionProvider {

    /** The version of this program. */
    static String lanewise() {
      var descriptor = Main.class.getModule().getDescriptor();
      return descriptor == null ? "development" : descriptor.rawVersion().orElse("development");
    }

    @Override
    public String[] getVersion() {
      int bits = Backends.widestVectorBits();
      return new String[] {
        "lanewise " + lanewise(),
        "JDK " + Runtime.version(),
        bits > 0 ? "backend vector, " + bits + " bits" : "backend scalar"
      };
    }
  }
}
