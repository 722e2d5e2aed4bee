package dev.lanewise.memory;

/**
 * A {@link Workspace} was asked for more off-heap memory than its budget. Nothing was allocated.
 */
public final class MemoryBudgetException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** States what was asked for, what was in use and what the budget is, in bytes. */
  public MemoryBudgetException(long asked, long inUse, long budget) {
    super(
        "%d bytes of off-heap memory asked for with %d in use; the budget is %d"
            .formatted(asked, inUse, budget));
  }
}
