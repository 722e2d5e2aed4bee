package dev.lanewise.cli;

import dev.lanewise.cli.console.Json;
import dev.lanewise.model.NetSpec;
import dev.lanewise.train.TrainingConfig;
import dev.lanewise.train.TrainingPlan;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Everything that defines one training run, bit for bit; {@link RunSettings} lists it. */
record Recipe(RunContext shared, TrainingPlan plan) {

  /** The net's form. */
  NetSpec net() {
    return plan.net();
  }

  /** How the net is trained. */
  TrainingConfig config() {
    return plan.config();
  }

  /** The data. */
  RunData data() {
    return shared.data();
  }

  /** Number of folds of a cross-validation; empty without. */
  Optional<Integer> folds() {
    return Optional.of(shared.folds()).filter(count -> count > 0);
  }

  /** Seed of the shuffle that deals the folds; empty without folds. */
  Optional<Long> foldSeed() {
    return folds().map(_ -> shared.foldSeed());
  }

  /** The run that ends with an epoch and never before it. */
  Recipe upTo(int epoch) {
    return new Recipe(shared, plan.with(config().withEpochs(epoch).withEarlyStopping(0)));
  }

  /** All settings under their names in JSON documents. */
  Json json() {
    Json json = new Json();
    RunSettings.OF_RUN.forEach(setting -> setting.put(json, this));
    return json;
  }

  /** All settings as text, under their names in model files. */
  Map<String, String> modelEntries() {
    Map<String, String> entries = new LinkedHashMap<>();
    for (RunSetting setting : RunSettings.OF_RUN) {
      String text = setting.text(this);
      if (!text.isEmpty()) {
        entries.put(setting.modelKey(), text);
      }
    }
    return entries;
  }
}
