package dev.lanewise.train;

/** The listener asked to stop. */
public final class StopRequested extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** An exception without a stack trace, since it is no fault. */
  public StopRequested() {
    super("the listener asked to stop", null, false, false);
  }
}
