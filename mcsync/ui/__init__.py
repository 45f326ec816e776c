"""What the pages share: the frame around them, their language, and the parts they are made of. Only this floor knows Streamlit."""
