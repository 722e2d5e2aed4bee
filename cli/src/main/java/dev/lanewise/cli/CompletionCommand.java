package dev.lanewise.cli;

import dev.lanewise.cli.console.ExitCode;
import dev.lanewise.cli.fetch.KnownDataSet;
import dev.lanewise.cli.fetch.KnownDataSets;
import java.io.File;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Spec;

/**
 * {@code lanewise generate-completion}: picocli's script for the shell, with what picocli cannot
 * know: constants in lower case, as help shows them, the names of data sets, and which texts are
 * files.
 */
@Command(
    name = "generate-completion",
    description = {
      "Prints a completion script for bash and zsh.",
      "",
      "Run the example to have options, their values, data sets and files completed in this shell."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example: source <(lanewise generate-completion)"})
final class CompletionCommand implements Callable<Integer> {

  private static final String FILES = "compgen -f ";
  private static final String PATH_ARGUMENT = "compReplyArray \"${NAMEPATH_pos_param_args[@]}\"";

  @Spec private CommandSpec command = CommandSpec.create();

  @Override
  public Integer call() {
    PrintWriter out = command.commandLine().getOut();
    CommandLine all = Main.commandLine();
    prepare(all);
    out.print(withDataNames(AutoComplete.bash(all.getCommandName(), all)));
    out.flush();
    return ExitCode.DONE;
  }

  private static void prepare(CommandLine line) {
    CommandSpec spec = line.getCommandSpec();
    for (OptionSpec option : List.copyOf(spec.options())) {
      spec.remove(option);
      spec.addOption(prepared(option));
    }
    for (PositionalParamSpec parameter : List.copyOf(spec.positionalParameters())) {
      spec.remove(parameter);
      spec.addPositional(prepared(parameter));
    }
    line.getSubcommands().values().forEach(CompletionCommand::prepare);
  }

  private static OptionSpec prepared(OptionSpec option) {
    if (option.paramLabel().matches(".*(FILE|DIR|PATH)")) {
      // A copy would keep its type, which says no more than that it may be missing.
      return OptionSpec.builder(option.names())
          .paramLabel(option.paramLabel())
          .arity(option.arity().toString())
          .type(File.class)
          .build();
    }
    OptionSpec.Builder builder = OptionSpec.builder(option);
    constants(option).ifPresent(builder::completionCandidates);
    return builder.build();
  }

  private static PositionalParamSpec prepared(PositionalParamSpec parameter) {
    return PositionalParamSpec.builder(parameter).completionCandidates(dataNames()).build();
  }

  private static Optional<List<String>> constants(ArgSpec argument) {
    return Arrays.stream(argument.auxiliaryTypes())
        .filter(Class::isEnum)
        .findFirst()
        .map(type ->
            Stream.of(type.getEnumConstants())
                .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
                .toList());
  }

  private static List<String> dataNames() {
    return KnownDataSets.ALL.stream().map(KnownDataSet::name).toList();
  }

  /**
   * What {@code --data} and {@code data info} take is a file or a name; picocli has one of them.
   */
  private static String withDataNames(String script) {
    String[] parts = script.split("(?=\n    '--data'\\)\n)");
    for (int i = 1; i < parts.length; i++) {
      String names = "-W $'" + String.join("\\n", dataNames()) + "' -- ";
      parts[i] = parts[i].replaceFirst(FILES + "-- ", Matcher.quoteReplacement(FILES + names));
    }
    return String.join("", parts)
        .replace(PATH_ARGUMENT, PATH_ARGUMENT + "; " + FILES + "-- \"${curr_word}\"");
  }
}
