package dev.lanewise.cli;

import dev.lanewise.cli.console.Json;
import dev.lanewise.cli.options.NetOptions;
import dev.lanewise.data.DataSet;
import dev.lanewise.model.NetSpec;
import dev.lanewise.search.Trial;
import dev.lanewise.search.TrialResult;
import dev.lanewise.train.SolverConfig;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

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

  /** The settings of a trial, name by name as in the JSON contract; hidden as text. */
  static Map<String, Object> settings(Trial trial) {
    NetSpec net = trial.net();
    SolverConfig config = trial.config();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("trial", trial.number());
    fields.put("hidden", new NetOptions.Widths(net.hidden()).toString());
    fields.put("learningRate", config.learningRate());
    fields.put("lrDecay", config.lrDecay());
    fields.put("epochs", config.epochs());
    fields.put("reg", net.reg());
    fields.put("batchSize", config.batchSize());
    fields.put("optimizer", "sgd");
    fields.put("activation", net.activation().name().toLowerCase(Locale.ROOT));
    fields.put("lossFunction", net.loss().name().toLowerCase(Locale.ROOT));
    fields.put("weightScale", net.weightScale());
    fields.put("dropout", 0.0);
    fields.put("seed", config.seed());
    return fields;
  }

  /** A trial and how it ended; what is not there (NaN, epoch 0, no witness) is empty. */
  static Json json(TrialResult result) {
    Json json = new Json();
    settings(result.trial()).forEach(json::put);
    json.put("hidden", result.trial().net().hidden())
        .put("validationAccuracy", result.validationAccuracy())
        .put("bestEpoch", Optional.of(result.bestEpoch()).filter(epoch -> epoch > 0))
        .put("weightsSha256", Optional.of(result.witness()).filter(text -> !text.isEmpty()))
        .put("status", result.status().name().toLowerCase(Locale.ROOT));
    if (!result.foldAccuracies().isEmpty()) {
      json.put("foldAccuracies", result.foldAccuracies()).put("deviation", result.deviation());
    }
    return json;
  }
}
