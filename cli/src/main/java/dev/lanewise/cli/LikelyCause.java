package dev.lanewise.cli;

import dev.lanewise.memory.Normalization;
import dev.lanewise.model.Init;
import dev.lanewise.model.NetSpec;
import dev.lanewise.train.TrainingConfig;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Names the setting that is most likely to blame when training fails: the one that is most orders
 * of magnitude beyond what is usual.
 */
final class LikelyCause {

  private static final double MOST_REG = 1;
  private static final double LEAST_SCALE = 1e-3;
  private static final double MOST_SCALE = 0.1;
  private static final double LEAST_DECAY = 0.1;
  private static final double FEWEST_STEPS = 10; // of an epoch
  private static final double STABLE = 2; // learning rate times reg beyond which weights grow
  private static final double LAYER = 2; // orders by which a layer more shrinks small scores

  private final NetSpec spec;
  private final TrainingConfig config;
  private final boolean smallInputs;
  private final List<Suspect> suspects = new ArrayList<>();

  /**
   * A setting and what to do about it.
   *
   * @param orders of magnitude by which it is beyond what is usual; 0 or less if it is not
   */
  private record Suspect(double orders, String remedy) {}

  private LikelyCause(NetSpec spec, TrainingConfig config, Normalization.Kind inputs) {
    this.spec = spec;
    this.config = config;
    this.smallInputs =
        inputs == Normalization.Kind.UNIT || inputs == Normalization.Kind.STANDARDIZE;
  }

  /**
   * What may help where the loss has become infinite or NaN, such as "a smaller --reg".
   *
   * @param samples that it is trained on
   * @param epochs how many were finished before
   */
  static String ofDivergence(
      NetSpec spec, TrainingConfig config, Normalization.Kind inputs, int samples, int epochs) {
    LikelyCause cause = new LikelyCause(spec, config, inputs);
    int steps = Math.ceilDiv(samples, config.batchSize());
    double rate = config.learningRate(epochs, steps - 1, steps, List.of());
    cause.suspectLargeRate();
    if (cause.beyondRate(config.learningRate()) <= 0) {
      boolean decays = config.schedule().parameter("lrDecay").isPresent();
      String factor = decays ? "a smaller --lr-decay" : "a smaller --rate-factor";
      cause.suspect(cause.beyondRate(rate), factor);
    }
    double weightDecay = config.optimizer().parameter("weightDecay").orElse(0.0);
    cause.suspect(orders(rate * weightDecay, STABLE), "a smaller --weight-decay");
    if (rate * spec.reg() > STABLE) {
      cause.suspectReg();
    }
    cause.suspectLargeScale();
    return cause.worstOr("a smaller --learning-rate");
  }

  /**
   * What may help where a net learns nothing.
   *
   * @param samples that it is trained on
   */
  static String ofGuessing(
      NetSpec spec, TrainingConfig config, Normalization.Kind inputs, int samples) {
    LikelyCause cause = new LikelyCause(spec, config, inputs);
    cause.suspectSmallRate();
    cause.suspectLargeRate();
    cause.suspectReg();
    cause.suspectSmallScale();
    cause.suspectLargeScale();
    // The first epoch had the full rate: not more than one order.
    double decay = config.schedule().parameter("lrDecay").orElse(1.0);
    cause.suspect(Math.min(1, orders(LEAST_DECAY, decay)), "a larger --lr-decay");
    int steps = Math.ceilDiv(samples, config.batchSize());
    double all = (double) steps * config.epochs();
    cause.suspect(orders(config.warmupSteps(), all), "fewer --warmup-steps");
    cause.suspect(orders(FEWEST_STEPS, steps), "a smaller --batch-size or more --epochs");
    return cause.worstOr(
        cause.drawsByScale()
            ? "a larger --learning-rate or --weight-scale"
            : "a larger --learning-rate");
  }

  private void suspectSmallRate() {
    suspect(
        orders(smallInputs ? 1e-2 : 1e-4, config.learningRate()),
        smallInputs
            ? "a larger --learning-rate (inputs of --normalize unit and standardize are small)"
            : "a larger --learning-rate");
  }

  private void suspectLargeRate() {
    suspect(beyondRate(config.learningRate()), "a smaller --learning-rate");
  }

  private double beyondRate(double rate) {
    return orders(rate, smallInputs ? 1 : 1e-2);
  }

  private void suspectReg() {
    suspect(orders(spec.reg(), MOST_REG), "a smaller --reg");
  }

  private void suspectSmallScale() {
    int hidden = spec.hidden().size();
    if (hidden > 0 && drawsByScale()) {
      double orders = orders(LEAST_SCALE, spec.weightScale());
      suspect(orders + LAYER * (hidden - 1), "a larger --weight-scale");
    }
  }

  private void suspectLargeScale() {
    if (drawsByScale()) {
      suspect(orders(spec.weightScale(), MOST_SCALE), "a smaller --weight-scale");
    }
  }

  private boolean drawsByScale() {
    return spec.settled().init() == Init.GAUSSIAN;
  }

  private void suspect(double orders, String remedy) {
    suspects.add(new Suspect(orders, remedy));
  }

  /** By how many orders of magnitude {@code large} is above {@code small}; infinite above 0. */
  private static double orders(double large, double small) {
    return Math.log10(large) - Math.log10(small);
  }

  private String worstOr(String otherwise) {
    return suspects.stream()
        .filter(suspect -> suspect.orders > 0)
        .max(Comparator.comparingDouble(Suspect::orders))
        .map(Suspect::remedy)
        .orElse(otherwise);
  }
}
