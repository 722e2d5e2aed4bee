package dev.lanewise.cli;

import dev.lanewise.cli.console.Json;
import dev.lanewise.cli.options.NetOptions;
import dev.lanewise.data.DataSet;
import dev.lanewise.model.NetSpec;
import java.util.Locale;

/** Data and nets in a line of text, and as the parts of a JSON document. */
final class Descriptions {

  private Descriptions() {}

  static Json json(DataSet data) {
    return new Json()
        .put("name", data.name())
        .put("trainSize", data.train().size())
        .put("validationSize", data.validation().size())
        .put("testSize", data.test().size())
        .put("inputs", data.inputs())
        .put("classes", data.classes());
  }

  static Json json(NetSpec spec) {
    return new Json()
        .put("hidden", spec.hidden())
        .put("activation", spec.activation().name().toLowerCase(Locale.ROOT))
        .put("lossFunction", spec.loss().name().toLowerCase(Locale.ROOT))
        .put("parameters", spec.parameters());
  }

  static String line(DataSet data) {
    return "data %s: %d training, %d validation, %d test samples of %d inputs, %d classes"
        .formatted(
            data.name(),
            data.train().size(),
            data.validation().size(),
            data.test().size(),
            data.inputs(),
            data.classes());
  }

  static String line(NetSpec spec) {
    String widths = spec.hidden().isEmpty() ? "" : new NetOptions.Widths(spec.hidden()) + "-";
    return "net %d-%s%d, %s, %s loss, %d parameters"
        .formatted(
            spec.inputs(),
            widths,
            spec.classes(),
            spec.activation().name().toLowerCase(Locale.ROOT),
            spec.loss().name().toLowerCase(Locale.ROOT),
            spec.parameters());
  }
}
