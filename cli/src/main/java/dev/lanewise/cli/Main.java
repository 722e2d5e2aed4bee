package dev.lanewise.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The root command: names the program and its version; everything else is a subcommand. */
@Command(
    name = "lanewise",
    description = "Trains fully connected neural networks at native speed in pure Java.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
public final class Main implements Runnable {

  private Main() {}

  /** Runs the command line and exits with its code. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main());
  }

  @Override
  public void run() {
    commandLine().usage(System.out);
  }

  /** What {@code --version} prints. */
  static final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
      var descriptor = Main.class.getModule().getDescriptor();
      String version =
          descriptor == null ? "development" : descriptor.rawVersion().orElse("development");
      return new String[] {"lanewise " + version, "JDK " + Runtime.version()};
    }
  }
}
