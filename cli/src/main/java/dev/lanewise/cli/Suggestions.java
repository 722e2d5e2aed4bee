package dev.lanewise.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What was probably meant by an option or a command that there is not. */
final class Suggestions {

  /** What other programs call options, without dashes, and what ours is called. */
  private static final Map<String, String> OPTIONS =
      Map.ofEntries(
          Map.entry("lr", "--learning-rate"),
          Map.entry("lrrate", "--learning-rate"),
          Map.entry("rate", "--learning-rate"),
          Map.entry("eta", "--learning-rate"),
          Map.entry("alpha", "--learning-rate"),
          Map.entry("gamma", "--lr-decay"),
          Map.entry("decay", "--lr-decay"),
          Map.entry("weightdecay", "--weight-decay"),
          Map.entry("wd", "--reg"),
          Map.entry("l2", "--reg"),
          Map.entry("bs", "--batch-size"),
          Map.entry("b", "--batch-size"),
          Map.entry("e", "--epochs"),
          Map.entry("n", "--epochs"),
          Map.entry("layers", "--hidden"),
          Map.entry("units", "--hidden"),
          Map.entry("dataset", "--data"),
          Map.entry("d", "--data"),
          Map.entry("o", "--model"),
          Map.entry("output", "--model"),
          Map.entry("save", "--model"),
          Map.entry("j", "--threads"),
          Map.entry("jobs", "--threads"),
          Map.entry("njobs", "--threads"),
          Map.entry("workers", "--threads"),
          Map.entry("patience", "--early-stopping"),
          Map.entry("cv", "--folds"),
          Map.entry("q", "--quiet"),
          Map.entry("silent", "--quiet"));

  /** What other programs call commands. */
  private static final Map<String, String> COMMANDS =
      Map.of(
          "help", "--help",
          "version", "--version",
          "fit", "train",
          "test", "evaluate",
          "score", "evaluate",
          "classify", "predict",
          "search", "grid",
          "download", "fetch",
          "ls", "list",
          "show", "info");

  private Suggestions() {}

  /** What to say after the name of an unknown option; empty if nothing is like it. */
  static String option(CommandSpec command, String typed) {
    String name = typed.replaceFirst("=.*", "");
    String plain = plain(name);
    List<String> own = command.options().stream().map(option -> option.longestName()).toList();
    Optional<String> other = Optional.ofNullable(OPTIONS.get(plain)).filter(own::contains);
    if (other.isPresent()) {
      return didYouMean(List.of(other.get()));
    }
    List<String> same = own.stream().filter(option -> plain(option).equals(plain)).toList();
    if (!same.isEmpty()) {
      return didYouMean(same);
    }
    List<String> elsewhere = commandsWith(command.root(), name).toList();
    return elsewhere.isEmpty()
        ? didYouMean(like(plain, own))
        : "; it is an option of " + String.join(", ", elsewhere);
  }

  /** What to say after the name of an unknown command; empty if nothing is like it. */
  static String command(CommandSpec parent, String typed) {
    List<String> own = List.copyOf(parent.subcommands().keySet());
    return Optional.ofNullable(COMMANDS.get(typed))
        .filter(name -> own.contains(name) || name.startsWith("--"))
        .map(name -> didYouMean(List.of(name)))
        .orElseGet(() -> didYouMean(like(typed, own)));
  }

  private static Stream<String> commandsWith(CommandSpec command, String option) {
    Stream<String> here =
        command.findOption(option) == null || command.parent() == null
            ? Stream.of()
            : Stream.of(command.name());
    return Stream.concat(
        here,
        command.subcommands().values().stream()
            .map(CommandLine::getCommandSpec)
            .flatMap(sub -> commandsWith(sub, option)));
  }

  private static String plain(String name) {
    return name.replaceAll("[-_]", "").toLowerCase(Locale.ROOT);
  }

  private static String didYouMean(List<String> names) {
    return names.isEmpty() ? "" : "; did you mean " + String.join(" or ", names) + "?";
  }

  /** The names that begin so; else those that the fewest slips of typing turn it into. */
  private static List<String> like(String plain, List<String> names) {
    List<String> longer = where(names, name -> plain.length() > 1 && name.startsWith(plain));
    if (!longer.isEmpty()) {
      return longer;
    }
    int most = Math.max(1, plain.length() / 3);
    for (int slips = 1; slips <= most && slips < plain.length(); slips++) {
      int count = slips;
      List<String> near = where(names, name -> slips(plain, name) == count);
      if (!near.isEmpty()) {
        return near;
      }
    }
    return List.of();
  }

  private static List<String> where(List<String> names, Predicate<String> plain) {
    return names.stream().filter(name -> plain.test(plain(name))).toList();
  }

  /** How many letters are missing, too many, wrong, or have changed places with the next. */
  private static int slips(String typed, String meant) {
    int[][] slips = new int[typed.length() + 1][meant.length() + 1];
    for (int i = 0; i <= typed.length(); i++) {
      for (int j = 0; j <= meant.length(); j++) {
        if (i == 0 || j == 0) {
          slips[i][j] = i + j;
          continue;
        }
        int wrong = typed.charAt(i - 1) == meant.charAt(j - 1) ? 0 : 1;
        slips[i][j] =
            Math.min(slips[i - 1][j - 1] + wrong, 1 + Math.min(slips[i - 1][j], slips[i][j - 1]));
        if (i > 1
            && j > 1
            && typed.charAt(i - 1) == meant.charAt(j - 2)
            && typed.charAt(i - 2) == meant.charAt(j - 1)) {
          slips[i][j] = Math.min(slips[i][j], slips[i - 2][j - 2] + 1);
        }
      }
    }
    return slips[typed.length()][meant.length()];
  }
}
