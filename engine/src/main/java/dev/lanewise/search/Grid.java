package dev.lanewise.search;

import dev.lanewise.data.Sampling;
import dev.lanewise.kernels.Activation;
import dev.lanewise.kernels.LossFunction;
import dev.lanewise.model.NetSpec;
import dev.lanewise.train.SolverConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * Lists of values for each hyper-parameter; every combination is a trial. The default lists are the
 * grid this project grew from. Change what you like, then ask for the {@link #trials}.
 */
public final class Grid {

  private List<List<Integer>> hidden = List.of(List.of(50), List.of(100));
  private List<Double> learningRates = List.of(1e-3, 1e-4);
  private List<Double> lrDecays = List.of(1.0);
  private List<Integer> epochs = List.of(5, 10);
  private List<Double> regs = List.of(10.0, 20.0);
  private List<Integer> batchSizes = List.of(100);
  private List<Activation> activations = List.of(Activation.RELU);
  private List<LossFunction> losses = List.of(LossFunction.SOFTMAX);
  private List<Double> weightScales = List.of(1e-3);
  private List<Long> seeds = List.of(0L);
  private Sampling sampling = Sampling.SHUFFLE;
  private int earlyStopping;

  /** The default lists. */
  public Grid() {}

  /** Hidden layers of each net, such as {@code [[50], [100], [512, 256]]}. */
  public Grid hidden(List<List<Integer>> values) {
    hidden = List.copyOf(values);
    return this;
  }

  /** Learning rates. */
  public Grid learningRates(List<Double> values) {
    learningRates = List.copyOf(values);
    return this;
  }

  /** Factors on the learning rate after every epoch. */
  public Grid lrDecays(List<Double> values) {
    lrDecays = List.copyOf(values);
    return this;
  }

  /** Numbers of epochs; the longest run serves all of them. */
  public Grid epochs(List<Integer> values) {
    epochs = List.copyOf(values);
    return this;
  }

  /** L2 strengths. */
  public Grid regs(List<Double> values) {
    regs = List.copyOf(values);
    return this;
  }

  /** Samples of a step. */
  public Grid batchSizes(List<Integer> values) {
    batchSizes = List.copyOf(values);
    return this;
  }

  /** Activations of the hidden layers. */
  public Grid activations(List<Activation> values) {
    activations = List.copyOf(values);
    return this;
  }

  /** What is minimized. */
  public Grid losses(List<LossFunction> values) {
    losses = List.copyOf(values);
    return this;
  }

  /** Deviations of the initial weights. */
  public Grid weightScales(List<Double> values) {
    weightScales = List.copyOf(values);
    return this;
  }

  /** Seeds. */
  public Grid seeds(List<Long> values) {
    seeds = List.copyOf(values);
    return this;
  }

  /** How batches are drawn, in all trials. */
  public Grid sampling(Sampling value) {
    sampling = value;
    return this;
  }

  /** Epochs without a better validation accuracy after which a trial stops; 0 for never. */
  public Grid earlyStopping(int value) {
    earlyStopping = value;
    return this;
  }

  /**
   * All combinations, in the order of the methods above; the seed varies fastest.
   *
   * @throws IllegalArgumentException if a value is out of range
   */
  public List<Trial> trials(int inputs, int classes) {
    List<Trial> trials = new ArrayList<>();
    for (List<Integer> widths : hidden) {
      for (double learningRate : learningRates) {
        for (double lrDecay : lrDecays) {
          for (int count : epochs) {
            for (double reg : regs) {
              for (int batchSize : batchSizes) {
                NetSpec net = NetSpec.twoLayer(inputs, 1, classes).withHidden(widths).withReg(reg);
                SolverConfig config =
                    new SolverConfig(
                        learningRate, lrDecay, batchSize, count, sampling, earlyStopping, 0);
                addFormsAndSeeds(trials, net, config);
              }
            }
          }
        }
      }
    }
    return trials;
  }

  private void addFormsAndSeeds(List<Trial> trials, NetSpec net, SolverConfig config) {
    for (Activation activation : activations) {
      for (LossFunction loss : losses) {
        for (double weightScale : weightScales) {
          for (long seed : seeds) {
            NetSpec form =
                net.withActivation(activation).withLoss(loss).withWeightScale(weightScale);
            trials.add(new Trial(trials.size() + 1, form, config.withSeed(seed)));
          }
        }
      }
    }
  }
}
