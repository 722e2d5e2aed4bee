package dev.lanewise.cli;

import dev.lanewise.cli.console.Json;
import dev.lanewise.data.DataSet;
import dev.lanewise.model.NetSpec;
import dev.lanewise.search.TrialResult;
import dev.lanewise.train.NetSettings;
import dev.lanewise.train.SettingType;
import java.util.Locale;
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
        .put("activation", NetSettings.ACTIVATIONS.print(spec.activation()))
        .put("lossFunction", NetSettings.LOSSES.print(spec.loss()))
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
    String widths = spec.hidden().isEmpty() ? "" : SettingType.WIDTHS.print(spec.hidden()) + "-";
    return "net %d-%s%d, %s, %s loss, %d parameters"
        .formatted(
            spec.inputs(),
            widths,
            spec.classes(),
            NetSettings.ACTIVATIONS.print(spec.activation()),
            NetSettings.LOSSES.print(spec.loss()),
            spec.parameters());
  }

  /** A trial and how it ended; what is not there (NaN, epoch 0, no witness) is empty. */
  static Json json(RunContext shared, TrialResult result) {
    Json json = new Json().put("trial", result.trial().number());
    Recipe run = shared.of(result.trial());
    RunSettings.OF_TRIAL.forEach(setting -> setting.put(json, run));
    json.put("validationAccuracy", result.validationAccuracy());
    if (!Double.isNaN(result.validationLoss())) {
      json.put("validationLoss", result.validationLoss());
    }
    json.put("bestEpoch", Optional.of(result.bestEpoch()).filter(epoch -> epoch > 0))
        .put("weightsSha256", Optional.of(result.witness()).filter(text -> !text.isEmpty()))
        .put("status", result.status().name().toLowerCase(Locale.ROOT));
    if (!result.foldAccuracies().isEmpty()) {
      json.put("foldAccuracies", result.foldAccuracies()).put("deviation", result.deviation());
    }
    return json;
  }

  /** The same with all settings of the run that gives its weights. */
  static Json jsonWithSettings(RunContext shared, TrialResult result) {
    return json(shared, result).put("settings", shared.ofWeights(result).json());
  }
}
