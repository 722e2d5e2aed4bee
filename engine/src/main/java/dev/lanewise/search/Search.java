package dev.lanewise.search;

import dev.lanewise.data.DataChecksum;
import dev.lanewise.data.DataSet;
import dev.lanewise.data.Folds;
import dev.lanewise.data.InputScale;
import dev.lanewise.data.NormalizationFit;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Normalization;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.FullyConnectedNet;
import dev.lanewise.model.NetSpec;
import dev.lanewise.search.TrialResult.Status;
import dev.lanewise.train.Classifier;
import dev.lanewise.train.StopRequested;
import dev.lanewise.train.TrainingData;
import dev.lanewise.train.TrainingState;
import dev.lanewise.train.WeightsDigest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Trains the trials of a search, many at once: trials that differ in their epochs only train once,
 * and nets of any depth that read the same batches train side by side as one wide net (compare
 * horizontally fused training arrays, Wang et al. 2021). Each trial ends with the bits that it has
 * when it trains alone.
 *
 * <p>Set it up, then {@link #run} it once. Not for concurrent use.
 */
public final class Search {

  private static final int EVALUATION_BATCH = 500;

  private final TrainingData task;
  private final Kernels kernels;
  private final long budget;
  private boolean fuse = true;
  private boolean halving;
  private Optional<Folds> folds = Optional.empty();
  private Optional<Path> checkpoint = Optional.empty();
  private Map<String, Object> fingerprint = Map.of(); // computed when it is asked for
  private Optional<SearchCheckpoint.Progress> resumed = Optional.empty();
  private final Map<Integer, TrialResult> results = new TreeMap<>(); // by the trials' numbers
  private Optional<TrialResult> best = Optional.empty();
  private List<Matrix> bestValues = List.of(); // empty while nobody knows them
  private Optional<Normalization> bestNormalization = Optional.empty(); // where trained again
  private Optional<NetSpec> bestNet = Optional.empty(); // of the same training

  /**
   * What a search trains.
   *
   * @param trials all that may have a result
   * @param shared whether trials that differ in their epochs only are one run
   * @param folds how many; 0 without
   * @param validates whether epochs have a validation accuracy
   */
  record Plan(List<Trial> trials, boolean shared, int folds, boolean validates) {

    /** The key of the run that trains a trial. */
    String key(Trial trial, int fold) {
      return SharedRun.key(trial, shared, fold);
    }
  }

  /**
   * A search that ranks trials by the validation part of the data.
   *
   * @param normalization of all trials, fitted to the training part; with folds only its kind
   *     counts
   * @param budget bytes off the heap that it may take
   */
  public Search(DataSet data, Normalization normalization, Kernels kernels, long budget) {
    this.task = new TrainingData(data, normalization);
    this.kernels = kernels;
    this.budget = budget;
  }

  /** Whether trials may train together; without, each trains by itself from its first step. */
  public Search fuse(boolean on) {
    fuse = on;
    return this;
  }

  /** Ranks trials by cross-validation, on the training and validation part together. */
  public Search folds(Folds chosen) {
    folds = Optional.of(chosen);
    return this;
  }

  /**
   * Trains by successive halving: all trials for a ninth of their epochs, the best third for three
   * times as many, and so on. A trial ends where it is left out, and its result is that of a trial
   * of so many epochs.
   */
  public Search halving(boolean on) {
    halving = on;
    return this;
  }

  /** Writes a file after every epoch with what it takes to go on after a crash. */
  public Search checkpoint(Path file) {
    checkpoint = Optional.of(file);
    return this;
  }

  /**
   * What results depend on besides the settings of a trial, name by name: the data, its parts, how
   * it is normalized, how trials are ranked.
   */
  public Map<String, Object> fingerprint() {
    if (fingerprint.isEmpty()) {
      DataSet data = task.data();
      fingerprint = new LinkedHashMap<>();
      fingerprint.put("dataSha256", DataChecksum.of(data));
      fingerprint.put("trainSize", data.train().size());
      fingerprint.put("validationSize", data.validation().size());
      fingerprint.put("normalize", task.normalization().kind().name().toLowerCase(Locale.ROOT));
      fingerprint.put("folds", folds.map(Folds::count).orElse(0));
      fingerprint.put("halving", halving);
    }
    return fingerprint;
  }

  /**
   * Goes on where an earlier search for the same trials, or the first of them, ended.
   *
   * @param ended its results; those trials are not trained again
   * @throws dev.lanewise.io.MalformedFileException if the checkpoint is damaged or of another
   *     search
   * @throws IOException if it cannot be read
   */
  public void resume(List<Trial> trials, List<TrialResult> ended) throws IOException {
    for (TrialResult result : ended) {
      results.put(result.trial().number(), result);
      if (result.status() == Status.DONE) {
        keepIfBest(new FinishedTrial(result, List::of));
      }
    }
    if (checkpoint.isPresent() && Files.exists(checkpoint.get())) {
      resumed =
          Optional.of(
              new CheckpointReader(checkpoint.get(), plan(trials))
                  .read(
                      count -> checkpointFingerprint(beginning(trials, count)),
                      results.keySet(),
                      budget));
    }
  }

  private Plan plan(List<Trial> trials) {
    return new Plan(
        atAllRungs(trials),
        fuse || halving,
        folds.map(Folds::count).orElse(0),
        folds.isPresent() || task.data().validation().size() > 0);
  }

  /** Of a search that has more trials now, the first ones; halving ranks all or none. */
  private List<Trial> beginning(List<Trial> trials, int count) {
    return halving || count > trials.size() ? trials : trials.subList(0, count);
  }

  /** Identifies the search with all its trials, so that no search overwrites another's state. */
  private Map<String, String> checkpointFingerprint(List<Trial> trials) {
    Map<String, String> entries = new LinkedHashMap<>();
    fingerprint().forEach((name, value) -> entries.put(name, value.toString()));
    entries.put("fuse", Boolean.toString(fuse));
    entries.putAll(SearchCheckpoint.fingerprint(trials));
    return entries;
  }

  /** All trials that may have a result: for halving those of each rung too. */
  public List<Trial> atAllRungs(List<Trial> trials) {
    List<Trial> all = new ArrayList<>(trials);
    if (halving) {
      for (int epochs : Halving.rungs(Halving.epochs(trials))) {
        trials.forEach(trial -> all.add(trial.withEpochs(epochs)));
      }
    }
    return all;
  }

  /**
   * Trains all trials, or those until the listener asks to stop.
   *
   * @return whether all have ended
   * @throws IllegalArgumentException if a batch is larger than the training part, or if trials of a
   *     halving search differ in their epochs
   * @throws dev.lanewise.memory.MemoryBudgetException if the states that halving keeps of its
   *     trials are too many for the budget, or for what the JVM allows off the heap
   * @throws UncheckedIOException if a checkpoint cannot be written
   */
  public boolean run(List<Trial> trials, SearchListener toTell) {
    Trial.requireKnownByFingerprint(trials);
    TrialTrainer trainer = new TrialTrainer(task, folds, kernels, budget, fuse);
    trainer.keepStates(halving);
    resumed.ifPresent(trainer::restore);
    Results sink = new Results(trials, toTell);
    try {
      if (halving) {
        Halving.requireStates(trials, folds.map(Folds::count).orElse(1), budget);
        new Halving(trainer, toTell, sink).train(trials, results());
      } else {
        List<Trial> left =
            trials.stream().filter(trial -> !results.containsKey(trial.number())).toList();
        trainer.train(left, toTell, sink);
      }
      return true;
    } catch (StopRequested stopped) {
      return false;
    }
  }

  /** Where trials that end go. */
  private final class Results implements TrialTrainer.Sink {

    private final SearchListener listener;
    private final Map<String, String> checkpointFingerprint;

    Results(List<Trial> trials, SearchListener listener) {
      this.listener = listener;
      this.checkpointFingerprint =
          checkpoint.isPresent() ? checkpointFingerprint(trials) : Map.of();
    }

    @Override
    public void ended(FinishedTrial trial) {
      TrialResult result = trial.result();
      results.put(result.trial().number(), result);
      listener.trialDone(result, result.status() == Status.DONE && keepIfBest(trial));
    }

    @Override
    public void unfinished(FinishedTrial trial) {
      if (keepIfBest(trial)) {
        listener.unfinishedBest(trial.result());
      }
    }

    @Override
    public void epochDone(SearchCheckpoint.Progress progress) {
      if (checkpoint.isPresent()) {
        try {
          SearchCheckpoint.write(
              checkpoint.get(), checkpointFingerprint, results.keySet(), progress);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private boolean keepIfBest(FinishedTrial trial) {
    boolean better =
        best.map(known -> TrialResult.BEST_FIRST.compare(trial.result(), known) < 0).orElse(true);
    if (better) {
      best = Optional.of(trial.result());
      bestValues = trial.values().get();
    }
    return better;
  }

  /** What has ended, in the order of the trials. */
  public List<TrialResult> results() {
    return List.copyOf(results.values());
  }

  /** The best trial so far; empty while none has ended well. */
  public Optional<TrialResult> best() {
    return best;
  }

  /**
   * Whether the parameters of the best trial are known: not with folds, and not if it ended in an
   * earlier search, before {@link #trainBest} or {@link #takeBest}.
   */
  public boolean hasBestModel() {
    return !bestValues.isEmpty();
  }

  /**
   * Takes the best trial's parameters from elsewhere, such as the model file of an earlier search.
   *
   * @param values W1, b1, W2, b2, …; copied
   * @return whether they are the very ones; others are not taken
   */
  public boolean takeBest(List<Matrix> values) {
    boolean same =
        best.map(known -> known.witness().equals(WeightsDigest.of(values))).orElse(false);
    if (same) {
      bestValues = TrainingState.copy(values);
    }
    return same;
  }

  /**
   * Trains the best trial once more, for as many epochs as were best. Without folds that ends with
   * the bits it had. With folds it is trained on all rows of the training and validation part: then
   * this is the model of the search, and {@link #best} has its witness from then on.
   *
   * @return how it ended; empty if the listener asked to stop
   * @throws java.util.NoSuchElementException if there is no best trial
   */
  public Optional<TrialResult> trainBest(SearchListener listener) {
    TrialResult known = best.orElseThrow();
    Trial trial = known.trial();
    Trial again = trial.with(trial.config().withEpochs(known.bestEpoch()).withEarlyStopping(0));
    try (Workspace workspace = new Workspace(budget)) {
      TrainingData onAll = folds.isPresent() ? whole(workspace) : task;
      long left = budget - workspace.allocatedBytes();
      List<TrialResult> trained = new ArrayList<>();
      new TrialTrainer(onAll, Optional.empty(), kernels, left, false)
          .train(
              List.of(again),
              listener,
              ended -> {
                trained.add(ended.result());
                takeTrained(ended, onAll);
              });
      return Optional.of(trained.getFirst());
    } catch (StopRequested stopped) {
      return Optional.empty();
    }
  }

  private TrainingData whole(Workspace workspace) {
    DataSet all = folds.orElseThrow().whole(workspace);
    return new TrainingData(
        all, NormalizationFit.of(task.normalization().kind(), all.train().samples(), workspace));
  }

  private void takeTrained(FinishedTrial trained, TrainingData data) {
    TrialResult known = best.orElseThrow();
    String witness = trained.result().witness();
    if (trained.result().status() != Status.DONE
        || (folds.isEmpty() && !witness.equals(known.witness()))) {
      return;
    }
    best = Optional.of(known.withWitness(witness));
    bestValues = trained.values().get();
    bestNet = Optional.of(known.trial().net().weightedFor(data.data().train().labels()));
    Normalization normalization = data.normalization();
    List<Matrix> copies =
        TrainingState.copy(List.of(normalization.mean(), normalization.inverse()));
    bestNormalization =
        Optional.of(new Normalization(normalization.kind(), copies.get(0), copies.get(1)));
  }

  /**
   * The best trial's net as a classifier.
   *
   * @param workspace where its memory is taken from
   * @throws java.util.NoSuchElementException if there is none, see {@link #hasBestModel}
   */
  public Classifier bestClassifier(Workspace workspace) {
    if (!hasBestModel()) {
      throw new NoSuchElementException("the best trial's parameters are not known");
    }
    NetSpec spec =
        bestNet.orElseGet(
            () -> best.orElseThrow().trial().net().weightedFor(task.data().train().labels()));
    FullyConnectedNet net = new FullyConnectedNet(spec, kernels, workspace, EVALUATION_BATCH);
    for (int i = 0; i < bestValues.size(); i++) {
      net.params().get(i).value().copyFrom(bestValues.get(i));
    }
    return new Classifier(
        net,
        bestNormalization.orElse(task.normalization()),
        task.data().classNames(),
        InputScale.of(task.data().train().samples()),
        task.data().shape(),
        workspace);
  }
}
