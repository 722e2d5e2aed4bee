package dev.lanewise.cli;

import dev.lanewise.check.GradientReport;
import dev.lanewise.check.ParameterCheck;
import dev.lanewise.check.ParameterCheck.Verdict;
import dev.lanewise.cli.console.Json;
import dev.lanewise.cli.console.NumberText;
import dev.lanewise.cli.console.Terminal;
import dev.lanewise.cli.console.TextTable;
import dev.lanewise.cli.console.TextTable.Column;
import dev.lanewise.cli.console.WrappedText;
import dev.lanewise.cli.options.BackendOptions;
import dev.lanewise.cli.options.CommonOptions;
import dev.lanewise.data.DataSet;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.parallel.Parallel;
import java.io.PrintWriter;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine;

/** What {@code gradcheck} tells: a table and a line, or one JSON document. */
final class GradcheckReport {

  private static final MathContext FEW_DIGITS = new MathContext(2);
  private static final MathContext DIGITS = new MathContext(5);
  private static final MathContext DIGITS_OF_LOSS = new MathContext(7);

  private final PrintWriter out;
  private final PrintWriter err;
  private final CommonOptions common;
  private final DataSet data;
  private final Recipe run;
  private final Json document = new Json();

  GradcheckReport(CommandLine command, CommonOptions common, DataSet data, Recipe run) {
    this.out = command.getOut();
    this.err = command.getErr();
    this.common = common;
    this.data = data;
    this.run = run;
  }

  /** Tells what is about to be checked. */
  void start(Kernels kernels, Parallel parallel) {
    document
        .put("command", "gradcheck")
        .put("status", "")
        .put("seed", run.config().seed())
        .put("threads", parallel.threads())
        .put("backend", BackendOptions.name(kernels))
        .put("vectorBits", kernels.vectorBits())
        .put("data", Descriptions.json(data))
        .put("net", Descriptions.json(run.net()));
    if (common.tellsProgress()) {
      err.println(WrappedText.of(Descriptions.line(data), Terminal.STDERR));
      err.println(WrappedText.of(Descriptions.line(run.net()), Terminal.STDERR));
      err.flush();
    }
  }

  /** Tells what was found. */
  void end(GradientReport found) {
    if (common.json()) {
      printDocument(found);
    } else {
      table(found).lines(Terminal.STDOUT.columns()).forEach(out::println);
      out.println(WrappedText.of(verdict(found), Terminal.STDOUT));
      out.flush();
    }
  }

  private static TextTable table(GradientReport found) {
    TextTable table =
        new TextTable(
            List.of(
                Column.ofWords(""),
                Column.ofNumbers("shape"),
                Column.ofNumbers("values"),
                Column.ofNumbers("kinks"),
                Column.ofNumbers("error"),
                Column.ofNumbers("at"),
                Column.ofNumbers("gradient"),
                Column.ofNumbers("numerical"),
                Column.ofWords("verdict")));
    for (ParameterCheck it : found.parameters()) {
      boolean any = it.checked() > 0;
      table.add(
          List.of(
              it.name(),
              it.rows() + "x" + it.columns(),
              Integer.toString(it.checked()),
              Integer.toString(it.atKinks()),
              any ? NumberText.of(it.largestError(), FEW_DIGITS) : "",
              any ? it.row() + "," + it.column() : "",
              any ? NumberText.of(it.analytic(), DIGITS) : "",
              any ? NumberText.of(it.numerical(), DIGITS) : "",
              name(it.verdict())));
    }
    return table;
  }

  private static String name(Verdict verdict) {
    return verdict.name().toLowerCase(Locale.ROOT);
  }

  /** The line below the table. */
  static String verdict(GradientReport found) {
    if (found.rows() == 0) {
      return "undecided: all %d samples lie at a kink; try another --init or --seed"
          .formatted(found.rowsAtKinks());
    }
    String left =
        found.rowsAtKinks() == 0 ? "" : " (%d more lie at a kink)".formatted(found.rowsAtKinks());
    return "%s; loss %s, in double precision %s, of %d samples%s"
        .formatted(
            ofGradients(found),
            NumberText.of(found.loss(), DIGITS_OF_LOSS),
            NumberText.of(found.numericalLoss(), DIGITS_OF_LOSS),
            found.rows(),
            left);
  }

  private static String ofGradients(GradientReport found) {
    String wrong = names(found, Verdict.WRONG);
    String undecided = names(found, Verdict.UNDECIDED);
    String error = NumberText.of(found.largestError(), FEW_DIGITS);
    String most = NumberText.of(found.tolerance());
    if (!wrong.isEmpty()) {
      return "gradients are WRONG: %s; largest error %s of at most %s"
          .formatted(wrong, error, most);
    }
    if (!undecided.isEmpty()) {
      return "undecided: %s; too small for differences, or at kinks; try another --init or --seed"
          .formatted(undecided);
    }
    return found.passed()
        ? "gradients are right: largest error %s of at most %s".formatted(error, most)
        : "the loss is WRONG";
  }

  private static String names(GradientReport found, Verdict verdict) {
    return found.parameters().stream()
        .filter(it -> it.verdict() == verdict)
        .map(ParameterCheck::name)
        .collect(Collectors.joining(", "));
  }

  private void printDocument(GradientReport found) {
    Json settings = new Json();
    GradcheckCommand.SETTINGS.forEach(it -> RunSetting.of(it).put(settings, run));
    RunSettings.NORMALIZE.put(settings, run);
    document
        .put("status", status(found))
        .put("settings", settings)
        .put("parameters", found.parameters().stream().map(GradcheckReport::json).toList())
        .put("samples", found.rows())
        .put("samplesAtKinks", found.rowsAtKinks())
        .put("loss", found.loss())
        .put("numericalLoss", found.numericalLoss())
        .put("largestError", found.largestError())
        .put("tolerance", found.tolerance())
        .print(out);
  }

  private static String status(GradientReport found) {
    boolean undecided =
        names(found, Verdict.WRONG).isEmpty() && !names(found, Verdict.UNDECIDED).isEmpty();
    return found.passed() ? "done" : undecided ? "undecided" : "failed";
  }

  private static Json json(ParameterCheck it) {
    return new Json()
        .put("name", it.name())
        .put("rows", it.rows())
        .put("columns", it.columns())
        .put("checked", it.checked())
        .put("atKinks", it.atKinks())
        .put("largestError", it.largestError())
        .put("row", it.row())
        .put("column", it.column())
        .put("analytic", it.analytic())
        .put("numerical", it.numerical())
        .put("verdict", name(it.verdict()));
  }
}
