package dev.lanewise.search;

import dev.lanewise.model.NetSpec;
import dev.lanewise.train.TrainingConfig;

/**
 * One combination of hyper-parameters: what {@code lanewise train} would train with the same
 * settings, bit for bit.
 *
 * @param number its place in the search, from 1
 * @param net the net's form
 * @param config how it is trained
 */
public record Trial(int number, NetSpec net, TrainingConfig config) {

  /** What it costs to train, by which ties are settled: parameters times epochs. */
  double cost() {
    return (double) net.parameters() * config.epochs();
  }

  /** The same trial in another place. */
  Trial withNumber(int other) {
    return new Trial(other, net, config);
  }

  /** The same trial with another net. */
  Trial with(NetSpec other) {
    return new Trial(number, other, config);
  }

  /** The same trial trained in another way. */
  Trial with(TrainingConfig other) {
    return new Trial(number, net, other);
  }

  /** The same trial trained for another number of epochs. */
  Trial withEpochs(int epochs) {
    return with(config.withEpochs(epochs));
  }
}
