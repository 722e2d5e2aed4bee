package dev.lanewise.examples;

import dev.lanewise.activation.Activation;
import dev.lanewise.check.GradientCheck;
import dev.lanewise.check.GradientReport;
import dev.lanewise.kernels.Backends;
import dev.lanewise.loss.ClassWeights;
import dev.lanewise.loss.Loss;
import dev.lanewise.model.Init;
import dev.lanewise.model.NetSpec;
import dev.lanewise.optim.Optimizer;
import dev.lanewise.optim.Schedule;
import dev.lanewise.parallel.Parallel;
import java.util.List;

/** Formulas of your own, as docs/extending shows them: each is a record, and the engine runs it. */
public final class ExtendingExample {

  private ExtendingExample() {}

  /** Softsign, {@code z / (1 + |z|)}; its gradient reads the input. */
  public record Softsign() implements Activation.Custom {

    @Override
    public String name() {
      return "softsign";
    }

    @Override
    public float forward(float z) {
      return z / (1f + Math.abs(z));
    }

    @Override
    public float backward(float dout, float z, float out) {
      float slope = 1f / (1f + Math.abs(z));
      return dout * (slope * slope);
    }

    @Override
    public boolean readsInput() {
      return true;
    }
  }

  /** Half the squared distance of the scores from 1 at the label and 0 elsewhere. */
  public record SquaredError() implements Loss.Custom {

    @Override
    public String name() {
      return "squared-error";
    }

    @Override
    public double row(
        float[] gradient,
        float[] scores,
        int at,
        int classes,
        int label,
        ClassWeights weights,
        float normalizer) {
      float weight = (float) weights.weight(label);
      double loss = 0;
      for (int j = 0; j < classes; j++) {
        float error = scores[at + j] - (j == label ? 1f : 0f);
        gradient[j] = weight * error / normalizer;
        loss += 0.5 * (double) error * error;
      }
      return weights.weight(label) * loss;
    }
  }

  /** Steps of one size: only the sign of the gradient counts. It keeps nothing between steps. */
  public record SignDescent() implements Optimizer.Custom {

    @Override
    public String name() {
      return "sign";
    }

    @Override
    public int factors() {
      return 2;
    }

    @Override
    public void setFactors(
        float[] factors, double learningRate, double reg, boolean decays, long step) {
      factors[0] = (float) learningRate;
      factors[1] = (float) reg;
    }

    @Override
    public void update(
        float[] w, float[] gradient, float[][] slots, int from, int to, float[] factors) {
      for (int i = from; i < to; i++) {
        w[i] -= factors[0] * Math.signum(Math.fma(factors[1], w[i], gradient[i]));
      }
    }
  }

  /** Momentum: a slot {@code v} of each parameter remembers the steps before. */
  public record HeavyBall(double momentum) implements Optimizer.Custom {

    @Override
    public String name() {
      return "heavy-ball " + momentum;
    }

    @Override
    public List<String> slots() {
      return List.of("velocity");
    }

    @Override
    public int factors() {
      return 3;
    }

    @Override
    public void setFactors(
        float[] factors, double learningRate, double reg, boolean decays, long step) {
      factors[0] = (float) -learningRate;
      factors[1] = (float) reg;
      factors[2] = (float) momentum;
    }

    @Override
    public void update(
        float[] w, float[] gradient, float[][] slots, int from, int to, float[] factors) {
      float[] v = slots[0];
      for (int i = from; i < to; i++) {
        v[i] = Math.fma(factors[2], v[i], Math.fma(factors[1], w[i], gradient[i]));
        w[i] = Math.fma(factors[0], v[i], w[i]);
      }
    }
  }

  /** The rate falls as the square root of the number of steps. */
  public record InverseRoot() implements Schedule.Custom {

    @Override
    public String name() {
      return "inverse-root";
    }

    @Override
    public double rate(double base, Position position) {
      return base / Math.sqrt(1.0 + position.globalStep());
    }

    @Override
    public boolean changesWithinEpoch() {
      return true;
    }
  }

  /** Whether a net with both formulas of one's own has right gradients. */
  public static GradientReport check(float[][] x, int[] labels) {
    NetSpec net =
        NetSpec.twoLayer(x[0].length, 20, 3)
            .withInit(Init.HE)
            .withActivation(new Softsign())
            .withLoss(new SquaredError());
    try (Parallel parallel = new Parallel(1)) {
      return GradientCheck.of(net, Backends.scalar(parallel), x, labels, 1);
    }
  }
}
