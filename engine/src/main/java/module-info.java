/** Trains fully connected neural networks; depends on nothing but the JDK. */
module dev.lanewise.engine {
  exports dev.lanewise.memory;
  exports dev.lanewise.io;
}
