using MediatR;

namespace CaseDesk.Pipeline;

/// <summary>Passes the door: permitted, checked, and recorded before its answer leaves.</summary>
public interface IRecorded<out TResult> : IRequest<TResult>;

/// <summary>An order that changes something.</summary>
public interface ICommand<out TResult> : IRecorded<TResult>;

/// <summary>A question whose answer shows case data: no entry, no data.</summary>
public interface IQuery<out TResult> : IRecorded<TResult>;

/// <summary>Safe to do again when it lost a race: it looks afresh and means the same. A person's act is not lost to the desk's own job.</summary>
public interface IRepeatable;

/// <summary>The answer of a command that has nothing to say.</summary>
public readonly record struct Nothing;
