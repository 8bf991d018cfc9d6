using StreamEngine.Core.Keyed;
using StreamEngine.Core.Time;

namespace StreamEngine.Core.Tests.Support;

/// <summary>Says every note, and sets an alarm some time after each whose word is not 0.</summary>
internal sealed class Alarms : IKeyedTimers<NoteState>
{
    private readonly Timeline _timeline;

    public Alarms(Timeline timeline)
    {
        _timeline = timeline;
        timeline.Process.Register(this, order: 10);
        timeline.Process.Events.Subscribe(OnNote);
    }

    public long NextDue(NoteState state) => state.Fold.Alarms.Count == 0 ? EventTime.Max : state.Fold.Alarms[0];

    public void Fire(NoteState state, long due)
    {
        _timeline.Say($"alarm");
        state.Fold.Alarms.RemoveAt(0);
    }

    private void OnNote(Note note)
    {
        _timeline.Say($"{note.Word}");
        if (note.Word == 0) return;
        var alarms = _timeline.Process.Scope.State.Fold.Alarms;
        alarms.Add(note.Time + note.Word);
        alarms.Sort();
    }
}
