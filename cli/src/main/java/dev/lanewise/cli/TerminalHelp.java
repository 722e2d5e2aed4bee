package dev.lanewise.cli;

import dev.lanewise.cli.console.Terminal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Help as wide as the terminal, within limits; 80 columns where no terminal shows it. Descriptions
 * of options wrap at blanks only: picocli would part {@code 1e-3,1e-4} and {@code ~/.cache}.
 */
final class TerminalHelp extends Help {

  private static final int LEAST = 60;
  private static final int MOST = 100;
  private static final String INDENT = "  ";

  private TerminalHelp(CommandSpec command, ColorScheme colors) {
    super(command, colors);
  }

  /** The help of a command for the terminal that stdout is now. */
  static Help of(CommandSpec command, ColorScheme colors) {
    return of(command, colors, Math.clamp(Terminal.STDOUT.columns(), LEAST, MOST));
  }

  /** The help of a command in so many columns. */
  static Help of(CommandSpec command, ColorScheme colors, int columns) {
    command.usageMessage().width(columns);
    return new TerminalHelp(command, colors);
  }

  @Override
  public Layout createDefaultLayout(
      List<OptionSpec> options, List<PositionalParamSpec> parameters, ColorScheme colors) {
    Layout usual = super.createDefaultLayout(options, parameters, colors);
    Column[] columns = usual.textTable().columns();
    Column last = columns[columns.length - 1];
    int width = last.width - last.indent;
    return new Layout(
        colors,
        usual.textTable(),
        (option, labels, scheme) ->
            wrapped(usual.optionRenderer().render(option, labels, scheme), width),
        (parameter, labels, scheme) ->
            wrapped(usual.parameterRenderer().render(parameter, labels, scheme), width));
  }

  /** The rows, with more of them where the last cell has more than {@code width} columns. */
  private Text[][] wrapped(Text[][] rows, int width) {
    List<Text[]> all = new ArrayList<>();
    for (Text[] row : rows) {
      Text[] next = row;
      int last = row.length - 1;
      while (next[last].plainString().length() > width) {
        Text text = next[last];
        int end = text.plainString().lastIndexOf(' ', width);
        if (end <= INDENT.length()) {
          break; // one word
        }
        next[last] = text.substring(0, end);
        all.add(next);
        next = row.clone();
        Arrays.fill(next, ansi().text(""));
        next[last] = ansi().text(INDENT).concat(text.substring(end + 1));
      }
      all.add(next);
    }
    return all.toArray(Text[][]::new);
  }
}
