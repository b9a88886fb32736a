-- What holds of a prompt is looked up among examples that have given way, too; an index of some states only does not serve that.
drop index example_prompt;
create index example_prompt on example (prompt_key);
