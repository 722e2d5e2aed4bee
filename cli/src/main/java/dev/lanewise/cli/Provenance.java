package dev.lanewise.cli;

import dev.lanewise.cli.options.NetOptions;
import dev.lanewise.data.DataSet;
import dev.lanewise.train.SolverConfig;
import dev.lanewise.train.TrainingResult;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** How a model came about, as a model file keeps it: every setting, the data, the versions. */
final class Provenance {

  private Provenance() {}

  static Map<String, String> of(
      DataSet data, NetOptions net, SolverConfig config, TrainingResult result) {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put("data", data.name());
    entries.put("train_size", Integer.toString(data.train().size()));
    entries.put("validation_size", Integer.toString(data.validation().size()));
    entries.put("test_size", Integer.toString(data.test().size()));
    entries.put("hidden", net.hidden().toString());
    entries.put("init", net.init().name().toLowerCase(Locale.ROOT));
    entries.put("optimizer", "sgd");
    entries.put("learning_rate", Double.toString(config.learningRate()));
    entries.put("lr_decay", Double.toString(config.lrDecay()));
    entries.put("batch_size", Integer.toString(config.batchSize()));
    entries.put("epochs", Integer.toString(config.epochs()));
    entries.put("sampling", config.sampling().name().toLowerCase(Locale.ROOT));
    entries.put("early_stopping", Integer.toString(config.earlyStopping()));
    entries.put("seed", Long.toString(config.seed()));
    entries.put("best_epoch", Integer.toString(result.bestEpoch()));
    entries.put("validation_accuracy", Double.toString(result.validationAccuracy()));
    entries.put("test_accuracy", Double.toString(result.testAccuracy()));
    entries.put("lanewise_version", Version.lanewise());
    entries.put("java_version", Runtime.version().toString());
    return entries;
  }
}
