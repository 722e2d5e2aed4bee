package dev.lanewise.bench.compare;

import dev.lanewise.bench.Operands;
import dev.lanewise.bench.ProductShape;
import dev.lanewise.bench.TrainingSet;
import dev.lanewise.bench.results.Rounds;
import dev.lanewise.kernels.Backends;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.TrainingStep;
import dev.lanewise.parallel.Parallel;
import java.util.List;
import java.util.Map;

/** The engine's own products, through the checked kernels that everybody uses. */
final class Lanewise implements Library {

  @Override
  public String name() {
    return Rounds.OURS;
  }

  @Override
  public boolean available() {
    return true;
  }

  @Override
  public List<Variant> variants() {
    return List.of(new Variant("", Map.of()));
  }

  @Override
  public boolean measures(ProductShape shape, int threads) {
    return true;
  }

  @Override
  public Map<String, String> environment(int threads) {
    return Map.of();
  }

  @Override
  public boolean warmsUp() {
    return true;
  }

  @Override
  public Multiplier load(int threads) {
    Kernels kernels = Backends.auto(new Parallel(threads));
    return new Multiplier() {
      @Override
      public Multiplication prepare(Operands operands) {
        return () -> operands.shape().multiply(kernels, operands);
      }

      @Override
      public Training prepare(TrainingSet set) {
        TrainingStep step = set.step(kernels);
        double[] loss = new double[1];
        double[] rate = {TrainingSet.LEARNING_RATE};
        long[] steps = new long[1];
        return (batch, wantsLoss) -> {
          step.train(loss, set.rows(batch), set.labels(batch), rate, ++steps[0]);
          return loss[0];
        };
      }
    };
  }
}
