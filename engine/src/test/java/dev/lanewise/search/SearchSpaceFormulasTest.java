package dev.lanewise.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.optim.Adam;
import dev.lanewise.optim.Cosine;
import dev.lanewise.optim.EpochDecay;
import dev.lanewise.optim.Momentum;
import dev.lanewise.optim.OneCycle;
import dev.lanewise.optim.Optimizer;
import dev.lanewise.optim.Schedule;
import dev.lanewise.optim.Sgd;
import dev.lanewise.optim.StepDecay;
import dev.lanewise.train.NetSettings;
import dev.lanewise.train.OptimizerSettings;
import dev.lanewise.train.ScheduleSettings;
import dev.lanewise.train.TrainingPlan;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Optimizers, schedules and their numbers in a search: what does not count makes no trial. */
class SearchSpaceFormulasTest {

  private static SearchSpace one() {
    return new SearchSpace()
        .set(NetSettings.HIDDEN, List.of(5))
        .set(ScheduleSettings.LEARNING_RATE, 1e-3)
        .set(NetSettings.REG, 0.0);
  }

  @Test
  void numbersOfOtherOptimizersMakeNoTrials() {
    List<Optimizer> optimizers =
        one()
            .set(OptimizerSettings.BETA1, Choice.of(List.of(0.5, 0.8)))
            .set(
                OptimizerSettings.OPTIMIZER,
                Choice.of(List.of(new Sgd(), new Adam(0.9, 0.999, 1e-8))))
            .grid(3, 2)
            .stream()
            .map(trial -> trial.config().optimizer())
            .toList();
    assertEquals(
        List.of(new Sgd(), new Adam(0.5, 0.999, 1e-8), new Adam(0.8, 0.999, 1e-8)), optimizers);
  }

  /** One-cycle takes no warm-up, a linear net no dropout, and epochs may be the horizon. */
  @Test
  void whatIsSettledTheSameIsOneTrial() {
    Choice<Schedule> schedules = Choice.of(List.of(new EpochDecay(1), new OneCycle()));
    assertEquals(
        3,
        one()
            .set(ScheduleSettings.SCHEDULE, schedules)
            .set(ScheduleSettings.WARMUP_STEPS, Choice.of(List.of(0, 3)))
            .grid(3, 2)
            .size());
    assertEquals(
        3,
        one()
            .set(NetSettings.HIDDEN, Choice.of(List.of(List.of(), List.of(5))))
            .set(NetSettings.DROPOUT, Choice.of(List.of(0.0, 0.5)))
            .grid(3, 2)
            .size());
    assertEquals(
        1,
        one()
            .set(ScheduleSettings.SCHEDULE, new Cosine())
            .set(ScheduleSettings.SCHEDULE_EPOCHS, Choice.of(List.of(0, 10)))
            .grid(3, 2)
            .size());
  }

  /** A formula keeps its own numbers where their settings are left alone. */
  @Test
  void formulasKeepTheirNumbers() {
    Trial trial = one().set(OptimizerSettings.OPTIMIZER, new Momentum(0.5)).grid(3, 2).getFirst();
    assertEquals(new Momentum(0.5), trial.config().optimizer());
    trial = one().set(ScheduleSettings.SCHEDULE, new EpochDecay(0.5)).grid(3, 2).getFirst();
    assertEquals(new EpochDecay(0.5), trial.config().schedule());
    TrainingPlan plan = ScheduleSettings.SCHEDULE.with(trial.plan(), new StepDecay(5, 0.7));
    assertEquals(new StepDecay(5, 0.7), plan.config().schedule());
  }

  @Test
  void theBestsEdgesAreThoseThatCount() {
    SearchSpace space =
        one()
            .set(OptimizerSettings.OPTIMIZER, Choice.of(List.of(new Sgd(), new Momentum(0.9))))
            .set(OptimizerSettings.MOMENTUM, Choice.of(List.of(0.5, 0.9)));
    List<Trial> trials = space.grid(3, 2);
    assertEquals(List.of(), space.edges(trials.getFirst()), "of sgd");
    assertEquals(
        List.of(new SearchSpace.Edge(OptimizerSettings.MOMENTUM, true)),
        space.edges(trials.getLast()));
  }

  @Test
  void aSettingThatNeverCountsIsRefused() {
    SearchSpace space = one().set(OptimizerSettings.BETA1, 0.5);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> space.grid(3, 2));
    assertEquals("beta1 counts with optimizer adam or adamw only", e.getMessage());
    assertTrue(
        space.set(OptimizerSettings.OPTIMIZER, new Adam(0.9, 0.999, 1e-8)).grid(3, 2).size() == 1);
  }
}
