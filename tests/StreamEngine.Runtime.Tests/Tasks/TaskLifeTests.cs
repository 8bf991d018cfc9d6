using StreamEngine.Core;
using StreamEngine.Runtime.Tasks;

namespace StreamEngine.Runtime.Tests.Tasks;

public sealed class TaskLifeTests
{
    [Theory]
    [InlineData(TaskPhase.Created, "Restoring Closed")]
    [InlineData(TaskPhase.Restoring, "Running Parked Closed")]
    [InlineData(TaskPhase.Running, "Restoring Parked Suspended Closed")]
    [InlineData(TaskPhase.Parked, "Restoring Closed")]
    [InlineData(TaskPhase.Suspended, "Restoring Running Closed")]
    [InlineData(TaskPhase.Closed, "")]
    public void Only_the_drawn_steps_are_legal(TaskPhase from, string legal)
    {
        var expected = legal.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<TaskPhase>);
        Assert.Equal(expected.Order(), Enum.GetValues<TaskPhase>().Where(to => TaskLife.IsLegal(from, to)).Order());
    }

    [Fact]
    public void An_illegal_step_throws()
    {
        var life = new TaskLife();
        Assert.Throws<InvariantException>(() => life.Enter(TaskPhase.Running));
        Assert.Equal(TaskPhase.Created, life.Phase);
    }
}
