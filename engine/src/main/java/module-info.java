/** Trains fully connected neural networks; depends on nothing but the JDK. */
module dev.lanewise.engine {
  requires static jdk.incubator.vector;

  exports dev.lanewise.activation;
  exports dev.lanewise.check;
  exports dev.lanewise.data;
  exports dev.lanewise.io;
  exports dev.lanewise.kernels;
  exports dev.lanewise.loss;
  exports dev.lanewise.math;
  exports dev.lanewise.memory;
  exports dev.lanewise.model;
  exports dev.lanewise.optim;
  exports dev.lanewise.parallel;
  exports dev.lanewise.random;
  exports dev.lanewise.search;
  exports dev.lanewise.train;
}
