package dev.lanewise.cli;

import dev.lanewise.data.DataSet;
import dev.lanewise.memory.Normalization;
import dev.lanewise.model.NetSpec;
import dev.lanewise.train.Epoch;
import dev.lanewise.train.Trainer;
import dev.lanewise.train.TrainingConfig;
import dev.lanewise.train.TrainingResult;
import java.util.Optional;

/** What {@code train} advises where a run goes wrong. */
final class TrainHints {

  private static final int AFTER_EPOCHS = 2;
  private static final double NOTHING_LEARNED = 0.99; // of the loss of guessing
  private static final double GROWN = 10; // times the loss of guessing

  private final DataSet data;
  private final NetSpec spec;
  private final TrainingConfig config;
  private final Normalization.Kind inputs;

  TrainHints(DataSet data, NetSpec spec, TrainingConfig config, Normalization.Kind inputs) {
    this.data = data;
    this.spec = spec;
    this.config = config;
    this.inputs = inputs;
  }

  /** The hint at the end of an epoch, if nothing is learned by then: loss and accuracies agree. */
  Optional<String> after(Epoch epoch) {
    if (epoch.epoch() != AFTER_EPOCHS || learned(epoch)) {
      return Optional.empty();
    }
    int samples = data.train().size();
    if (epoch.loss() > GROWN * lossOfGuessing()) {
      String remedy = LikelyCause.ofDivergence(spec, config, inputs, samples, epoch.epoch());
      return Optional.of("hint: the loss is far above that of guessing; " + remedy + " may help");
    }
    String remedy = LikelyCause.ofGuessing(spec, config, inputs, samples);
    return Optional.of(
        "hint: the loss is still that of guessing or above; " + remedy + " may help");
  }

  private boolean learned(Epoch epoch) {
    Chance training = Chance.of(data.classes(), data.train());
    Chance validation = Chance.of(data.classes(), data.validation());
    int sample = Math.min(Trainer.ACCURACY_SAMPLE, data.train().size());
    return epoch.loss() < NOTHING_LEARNED * lossOfGuessing()
        || !training.explains(epoch.trainAccuracy(), sample)
        || (data.validation().size() > 0
            && !validation.explains(epoch.validationAccuracy(), data.validation().size()));
  }

  private double lossOfGuessing() {
    return Chance.of(data.classes(), data.train()).loss(spec.loss(), spec.classWeights());
  }

  /** What may help after a divergence. */
  String ofDivergence(TrainingResult result) {
    return LikelyCause.ofDivergence(
            spec, config, inputs, data.train().size(), result.epochs().size())
        + " may help";
  }
}
